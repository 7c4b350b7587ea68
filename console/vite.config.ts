import react from '@vitejs/plugin-react';
import { readdirSync, readFileSync } from 'node:fs';
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

/* The browser SDK that `shoal serve` gives to pages which load it by a script tag (src/api/collect_script.c): npm's file as
   it is, but for the name of a source map that is not served. */
function browserSdk(): Plugin {
  const home = new URL('./node_modules/@segment/analytics-next/', import.meta.url);
  const script = (name: string) => readFileSync(new URL(`dist/umd/${name}`, home), 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n');
  return {
    name: 'shoal-browser-sdk',
    apply: 'build',
    generateBundle() {
      const put = (fileName: string, source: string) => this.emitFile({ type: 'asset', fileName, source });
      put('sdk/LICENSE.txt', readFileSync(new URL('LICENSE.MD', home), 'utf8'));
      put('sdk/analytics.min.js', `/*! analytics.js, MIT license: /sdk/LICENSE.txt */\n${script('standalone.js')}`);
      for (const name of readdirSync(new URL('dist/umd/', home)).filter((n) => n.includes('.bundle.') && n.endsWith('.js')))
        put(`assets/analytics-next/${name}`, script(name));
    },
  };
}

const server = `http://127.0.0.1:${process.env.SHOAL_PORT ?? '8080'}`;

/* Only what every page needs, or what one big library is, gets a chunk of its own; the rest is left to
   Rollup, so that a component used by one page is loaded with that page. */
function chunk(id: string): string | undefined {
  // Else it lies in a chunk of the console, which the customer pages would load for it.
  if (id.includes('vite/preload-helper')) return 'preload';
  if (!id.includes('node_modules')) return undefined;
  if (/node_modules\/(react|react-dom|scheduler|wouter|regexparam|mitt|use-sync-external-store)\//.test(id)) return 'react';
  if (/node_modules\/@tanstack\//.test(id)) return 'react';
  if (/node_modules\/(echarts|zrender|tslib)\//.test(id)) return 'echarts';
  if (/node_modules\/(@codemirror|@lezer|style-mod|w3c-keyname|crelt|@marijn)\//.test(id)) return 'codemirror';
  return undefined;
}

export default defineConfig({
  plugins: [react(), tokensCss(), browserSdk()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    host: '127.0.0.1',
    fs: { allow: ['.', '../docs/guides'] },
    proxy: Object.fromEntries(['/api', '/healthz', '/readyz', '/metrics'].map((p) => [p, { target: server }])),
  },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
    rollupOptions: { input: ['index.html', 'me.html'], output: { manualChunks: chunk, experimentalMinChunkSize: 8192 } },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], css: false },
});
