// SPDX-License-Identifier: GPL-3.0-or-later
// What the console costs a browser: bytes over the wire (gzip) and how soon something is painted, page by page.  Each page
// is opened in a context of its own with an empty cache; the median of RUNS.  First paint and largest paint come from
// the browser's own PerformanceObserver, bytes from the sizes that arrived.  `make bench-console`, on a quiet machine.
// Usage: node bench/console.mjs BASE LOGIN-LINK [RUNS]
import { createRequire } from 'node:module';
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const folder = new URL('../console/', import.meta.url);
const { chromium } = createRequire(folder)('playwright-core');
const [base, link, runs = '5'] = process.argv.slice(2);
const pages = { Login: '/login', Overview: '/w/main', People: '/w/main/people', Segments: '/w/main/segments', 'Segment editor': '/w/main/segments/new', RFM: '/w/main/classes/rfm', 'AIPL flow': '/w/main/classes/aipl?tab=flow', Import: '/w/main/import', Data: '/w/main/data' };

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const kib = (n) => (n / 1024).toFixed(0);

async function open(browser, state, path) {
  const context = await browser.newContext({ storageState: state, viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const wire = await context.newCDPSession(page);
  let bytes = 0, api = 0;
  const urls = new Map();
  await wire.send('Network.enable');
  wire.on('Network.responseReceived', (e) => urls.set(e.requestId, e.response.url));
  wire.on('Network.loadingFinished', (e) => {
    if ((urls.get(e.requestId) ?? '').includes('/api/')) api += e.encodedDataLength;
    else bytes += e.encodedDataLength;
  });
  await page.addInitScript(() => {
    window.painted = { first: 0, largest: 0 };
    new PerformanceObserver((l) => { for (const x of l.getEntries()) if (x.name === 'first-contentful-paint') window.painted.first = x.startTime; }).observe({ type: 'paint', buffered: true });
    new PerformanceObserver((l) => { for (const x of l.getEntries()) window.painted.largest = x.startTime; }).observe({ type: 'largest-contentful-paint', buffered: true });
  });
  await page.goto(base + path);
  await page.waitForSelector('.page-content, form');
  await page.waitForFunction(() => !document.querySelector('[aria-busy=true]') && window.painted.largest > 0);
  await page.waitForLoadState('networkidle', { timeout: 2000 }).catch(() => undefined); // the event stream stays open
  const painted = await page.evaluate(() => window.painted);
  await context.close();
  return { ...painted, bytes, api };
}

const files = readdirSync(new URL('dist/', folder), { recursive: true, withFileTypes: true }).filter((f) => f.isFile());
const total = files.reduce((n, f) => n + gzipSync(readFileSync(`${f.parentPath ?? f.path}/${f.name}`), { level: 9 }).length, 0);
console.log(`console: ${files.length} files, ${kib(total)} KiB gzip in all\n`);

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
try {
  const first = await browser.newContext();
  const page = await first.newPage();
  await page.goto(link);
  await page.waitForURL('**/w/**');
  const state = await first.storageState();
  console.log('page            files KiB   API KiB   first paint ms   largest paint ms');
  for (const [name, path] of Object.entries(pages)) {
    const all = [];
    for (let i = 0; i < Number(runs); i++) all.push(await open(browser, name === 'Login' ? undefined : state, path));
    const of = (k) => median(all.map((x) => x[k]));
    console.log(`${name.padEnd(16)}${kib(of('bytes')).padStart(9)}${kib(of('api')).padStart(10)}${of('first').toFixed(0).padStart(17)}${of('largest').toFixed(0).padStart(19)}`);
  }
} finally {
  await browser.close();
}
