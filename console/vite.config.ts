import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { cssVariables } from './src/theme/css';

/* The tokens live once, in src/theme/tokens.ts; style sheets see them as variables through this module. */
function tokensCss(): Plugin {
  const id = '/@shoal/tokens.css';
  return {
    name: 'shoal-tokens',
    resolveId: (source) => (source === 'virtual:tokens.css' ? id : null),
    load: (source) => (source === id ? cssVariables() : null),
  };
}

const server = `http://127.0.0.1:${process.env.SHOAL_PORT ?? '8080'}`;

/* Only what every page needs, or what one big library is, gets a chunk of its own; the rest is left to
   Rollup, so that a component used by one page is loaded with that page. */
function chunk(id: string): string | undefined {
  if (!id.includes('node_modules')) return undefined;
  if (/node_modules\/(react|react-dom|scheduler|wouter|regexparam|mitt|use-sync-external-store)\//.test(id)) return 'react';
  if (/node_modules\/@tanstack\//.test(id)) return 'react';
  if (/node_modules\/(echarts|zrender|tslib)\//.test(id)) return 'echarts';
  if (/node_modules\/(@codemirror|@lezer|style-mod|w3c-keyname|crelt|@marijn)\//.test(id)) return 'codemirror';
  return undefined;
}

export default defineConfig({
  plugins: [react(), tokensCss()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/api', '/healthz', '/readyz', '/metrics'].map((p) => [p, { target: server }])),
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
    rollupOptions: { output: { manualChunks: chunk, experimentalMinChunkSize: 8192 } },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], css: false },
});
