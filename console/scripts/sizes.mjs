// Gzip sizes of dist/, by chunk, and of the first load: what index.html names plus what those chunks import at once.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dir = new URL('../dist/', import.meta.url);
const gz = (name) => gzipSync(readFileSync(new URL(name, dir)), { level: 9 }).length;
const kib = (n) => (n / 1024).toFixed(1).padStart(8);
const assets = readdirSync(new URL('assets/', dir)).map((f) => `assets/${f}`);
const html = readFileSync(new URL('index.html', dir), 'utf8');
const seen = new Set();
function follow(name) {
  if (seen.has(name)) return;
  seen.add(name);
  if (!name.endsWith('.js')) return;
  const text = readFileSync(new URL(name, dir), 'utf8');
  for (const m of text.matchAll(/(?:from|import)"\.\/([^"]+)"/g)) follow(`assets/${m[1]}`);
}
for (const m of html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)) follow(m[1]);
const entry = new Set(seen);
const sum = (list) => [...list].reduce((n, f) => n + gz(f), 0);

// A page's load: the entry, the routes' chunk, the page's chunk, with their imports and style sheets.
function load(...patterns) {
  seen.clear();
  entry.forEach((f) => seen.add(f));
  for (const p of patterns) assets.filter((f) => p.test(f)).forEach(follow);
  return sum(seen);
}
for (const f of assets.sort((a, b) => gz(b) - gz(a)).slice(0, 25)) console.log(kib(gz(f)), f);
console.log(kib(sum(assets)), `all ${assets.length} files`);
console.log(kib(sum(entry)), 'entry');
console.log(kib(load(/LoginPage-/)), 'first load of the login page');
console.log(kib(load(/WorkspaceRoutes-/)), 'first load of the shell, without a page');
for (const p of assets.filter((f) => /Page-[^/]*\.js$/.test(f) && !/Login/.test(f))) {
  const name = p.replace('assets/', '').replace(/-[^-]*\.js$/, '');
  console.log(kib(load(/WorkspaceRoutes-/, new RegExp(`/${name}-`))), `first load of ${name}`);
}
