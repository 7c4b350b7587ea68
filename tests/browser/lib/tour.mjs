// SPDX-License-Identifier: GPL-3.0-or-later
// What the browser tests share: Chromium, people signed in, watching for what must never happen on any page, and TAP.
// tests/lib/browser.py starts the server and says in $SHOAL_TOUR (JSON) where it is and who may enter.
import { createRequire } from 'node:module';
import { mkdirSync, readFileSync } from 'node:fs';

const require = createRequire(new URL('../../../console/package.json', import.meta.url));
const { chromium } = require('playwright-core');

export const tour = JSON.parse(process.env.SHOAL_TOUR);
export const langs = tour.langs ?? ['zh', 'en'];
const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.SHOAL_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

/** One wait for everything that should appear at once; only a hang takes as long. */
const PATIENCE_MS = 60_000;

export const browser = await chromium.launch({ executablePath: tour.chromium, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });

export class Visit {
  /** A browser of one person: `who` is one of tour.users, or null for nobody. Remembers everything that went wrong. */
  static async begin(lang, who, { width = 1280, theme = 'light' } = {}) {
    const context = await browser.newContext({
      viewport: { width, height: width > 700 ? 900 : 844 }, colorScheme: theme, reducedMotion: 'reduce', acceptDownloads: true,
      locale: lang === 'zh' ? 'zh-CN' : 'en-GB', timezoneId: 'Asia/Shanghai', permissions: ['clipboard-read', 'clipboard-write'],
    });
    await context.addInitScript((l) => { if (location.protocol.startsWith('http') && !localStorage.getItem('shoal.lang')) localStorage.setItem('shoal.lang', l); }, lang);
    if (who) {
      const r = await context.request.post(`${tour.base}/api/login`, { data: tour.users[who] });
      if (!r.ok()) throw new Error(`login of ${who}: ${r.status()} ${await r.text()}`);
    }
    const v = new Visit();
    Object.assign(v, { context, lang, wrong: [], allowed: [], streams: new Set(), p: await context.newPage() });
    v.watch();
    return v;
  }

  watch() {
    const { p } = this;
    p.setDefaultTimeout(PATIENCE_MS);
    p.on('pageerror', (e) => this.wrong.push(`page error: ${e.message}`));
    // Chromium logs every refused request as well; those are looked at by status below.
    p.on('console', (m) => { if (m.type() === 'error' && !/^Failed to load resource/.test(m.text())) this.wrong.push(`console: ${m.text().slice(0, 400)}`); });
    p.on('request', (r) => { if (!r.url().startsWith(`${tour.base}/`) && !/^(data|blob):/.test(r.url())) this.wrong.push(`request to elsewhere: ${r.url()}`); });
    // A page has one event stream at most: a browser has six connections to a server, all its tabs together.
    p.on('request', (r) => {
      if (r.isNavigationRequest() && r.frame() === p.mainFrame()) this.streams.clear();
      if (r.resourceType() === 'eventsource') this.streams.add(r);
    });
    for (const over of ['requestfinished', 'requestfailed']) p.on(over, (r) => this.streams.delete(r));
    p.on('response', async (r) => {
      if (r.status() < 400 || this.allowed.some((a) => a.test(`${r.status()} ${r.request().method()} ${new URL(r.url()).pathname}`))) return;
      this.wrong.push(`${r.status()} ${r.request().method()} ${r.url().slice(tour.base.length)} ${(await r.text().catch(() => '')).slice(0, 300)}`);
    });
  }

  /** Refusals that the test provokes on purpose: matched against '401 POST /api/login'. */
  allow(...patterns) { this.allowed.push(...patterns); }

  /** The words for this language. */
  say(zh, en) { return this.lang === 'zh' ? zh : en; }

  async go(path) {
    await this.p.goto(path.startsWith('/login') || path.startsWith('/workspaces') || path === '/' ? tour.base + path : `${tour.base}/w/${tour.workspace}${path}`);
    await this.settle();
  }

  /** Until the page has its content: no skeleton, nothing under way (the event stream never ends and is not waited for). */
  async settle() {
    await this.p.locator('#main h1, .login h1, h1').first().waitFor();
    await this.p.waitForFunction(() => !document.querySelector('.loading, .await-busy, #main .ant-skeleton'), undefined, { timeout: PATIENCE_MS });
    let last = -1, same = 0;
    while (same < 2) {
      const now = await this.p.evaluate(() => performance.getEntriesByType('resource').length * 1e5 + document.body.innerText.length);
      same = now === last ? same + 1 : 0;
      last = now;
      await this.p.waitForTimeout(80);
    }
    // One that was closed for another is told of as over a moment later.
    for (let tries = 0; this.streams.size > 1 && tries < 100; tries++) await this.p.waitForTimeout(100);
    if (this.streams.size > 1) this.wrong.push(`${this.streams.size} event streams: ${[...this.streams].map((r) => r.url().slice(tour.base.length)).join(', ')}`);
  }

  button(zh, en, within = this.p) { return within.getByRole('button', { name: this.say(zh, en) }); }

  async see(zh, en = zh) { await this.p.getByText(this.say(zh, en)).first().waitFor(); }

  /** Nothing sticks out to the right of the window, once the page has taken to the window's width. */
  async fits(what) {
    const tooWide = () => this.p.evaluate(() => {
      const room = document.documentElement.clientWidth;
      const scrolls = [document.documentElement, document.getElementById('main')].filter(Boolean).map((e) => e.scrollWidth - e.clientWidth);
      if (Math.max(...scrolls) <= 0) return null;
      const out = [...document.querySelectorAll('#main *, .login *')].filter((e) => e.getBoundingClientRect().right > room + 1).slice(0, 3);
      return `${Math.max(...scrolls)} px too wide: ${out.map((e) => `${e.tagName.toLowerCase()}.${e.className}`).join(', ')}`;
    });
    let wide = await tooWide();
    for (let tries = 0; wide && tries < 50; tries++) {
      await this.p.waitForTimeout(100);
      wide = await tooWide();
    }
    if (wide) this.wrong.push(`${what}: ${wide}`);
  }

  /** What axe finds serious and what stays is wrong: something fading in, or a button at work, is pale for a moment. */
  async accessible(what) {
    await this.p.evaluate(axeSource);
    const look = async () => {
      const found = await this.p.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
      return found.violations.filter((y) => y.impact === 'serious' || y.impact === 'critical');
    };
    let found = await look();
    for (let tries = 0; found.length > 0 && tries < 20; tries++) {
      await this.p.waitForTimeout(250);
      found = await look();
    }
    for (const x of found) {
      this.wrong.push(`${what}: axe ${x.impact} ${x.id}: ${x.nodes.slice(0, 3).map((n) => `${n.target} ${(n.any[0]?.message ?? n.all[0]?.message ?? '').slice(0, 160)}`).join(' | ')}`);
    }
  }

  async shot(name) { if (shots) await this.p.screenshot({ path: `${shots}/${name}.png` }); }

  /** Ends the visit; everything that went wrong meanwhile is the error. */
  async end() {
    await this.context.close();
    if (this.wrong.length > 0) throw new Error(this.wrong.join('\n'));
  }
}

export function equal(got, want, what) {
  if (JSON.stringify(got) !== JSON.stringify(want)) throw new Error(`${what}: got ${JSON.stringify(got)}, expected ${JSON.stringify(want)}`);
}
/** What changes while it is looked at: until it is as wanted. */
export async function becomes(get, want, what) {
  for (const end = Date.now() + PATIENCE_MS; ;) {
    const got = await get();
    if (JSON.stringify(got) === JSON.stringify(want) || Date.now() > end) return equal(got, want, what);
    await new Promise((r) => setTimeout(r, 100));
  }
}
export function check(condition, what) { if (!condition) throw new Error(what); }
/** Likewise of a condition: what the page shows a moment after it was asked for. */
export const holds = (condition, what) => becomes(async () => Boolean(await condition()), true, what);

/** The first whole number in a text: '1,234 people' → 1234. */
export const numberIn = (text) => Number((/[\d,]+/.exec(text) ?? ['NaN'])[0].replaceAll(',', ''));

/** '12.3万' and '12.3K' are rounded; the full number is in the element's title. */
export async function exact(locator) {
  const title = await locator.evaluate((e) => [e, ...e.querySelectorAll('[title]')].map((x) => x.getAttribute('title') ?? '').find((x) => /^[\d,]+$/.test(x)) ?? '');
  return numberIn(title || await locator.innerText());
}

/** One visit, one result; in both languages when `who` differs by language. A failure is pictured. */
export async function test(name, lang, who, run, options) {
  const label = `${process.argv[1].split('/').at(-1).replace('.mjs', '')}: ${name}${lang ? ` (${lang})` : ''}`;
  const only = process.env.SHOAL_ONLY?.split(',');
  if (only && !only.some((words) => label.includes(words))) return true;
  let v = null;
  try {
    v = await Visit.begin(lang, who, options);
    await run(v);
    await v.end();
    console.log(`ok - ${label}`);
    return true;
  } catch (e) {
    const also = v?.wrong.length && !e.message.includes(v.wrong[0]) ? `\nand: ${v.wrong.join('\n')}` : '';
    await v?.shot(`failed-${label.replace(/[^\w]+/g, '-')}`).catch(() => undefined);
    const at = /at .*?([\w.]+\.mjs:\d+)(?!.*tour\.mjs)/.exec((e.stack ?? '').split('\n').filter((l) => l.includes('.mjs') && !l.includes('tour.mjs')).join('\n'));
    console.log(`not ok - ${label}\n# ${`${e.message}${also}${at ? `\nat ${at[1]}` : ''}`.replaceAll('\n', '\n# ')}`);
    process.exitCode = 1;
    await v?.context.close().catch(() => undefined);
    return false;
  }
}

export const done = () => browser.close();
