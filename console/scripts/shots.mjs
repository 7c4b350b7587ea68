// Pictures of the shell's own pages with a mocked API, into shots/: 1280 and 390 px, light and dark, zh and en.
// Usage: npm run build && npm run shots [name…]      CHROMIUM=/usr/bin/chromium
// Also prints: console errors, CSP violations, requests to elsewhere, and horizontal overflow.
import { createServer } from 'node:http';
import { mkdirSync, readFileSync, existsSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const out = fileURLToPath(new URL('../shots/', import.meta.url));
mkdirSync(out, { recursive: true });
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const csp = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const server = createServer((req, res) => {
  const path = new URL(req.url, 'http://x').pathname;
  const file = dist + path.slice(1);
  const found = extname(path) && existsSync(file);
  res.writeHead(found || !extname(path) ? 200 : 404, { 'Content-Type': types[found ? extname(path) : '.html'] ?? 'text/html', 'Content-Security-Policy': csp });
  res.end(found ? readFileSync(file) : extname(path) ? '' : readFileSync(`${dist}index.html`));
});
await new Promise((r) => server.listen(0, '127.0.0.1', r));
const base = `http://127.0.0.1:${server.address().port}`;

const T = (zh, en) => ({ zh, en });
const at = (min) => new Date(Date.parse('2026-11-22T03:00:00Z') - min * 60000).toISOString();
const snap = { as_of: at(0), lsn: 1048576 };
const job = (id, kind, zh, en, status, progress, extra = {}) => ({ id, kind, title: T(zh, en), status, progress, phase: status === 'running' ? '412,000 / 1,000,000' : '', created_at: at(30), started_at: at(28), finished_at: status === 'done' ? at(5) : null, author: '林晓', params: {}, result: null, problem: null, files: [], ...extra });
const answers = (lang) => ({
  'GET /api/me': { actor: 'user', user: { id: 'usr_1', email: 'lin@example.com', name: lang === 'zh' ? '林晓' : 'Lin Xiao', locale: lang }, csrf: 'c', version: '0.3', server_owner: true, may_create_workspaces: true, now: at(0),
    workspaces: [{ slug: 'demo', role: 'owner', zone: 'Asia/Shanghai', currency: 'CNY', title: lang === 'zh' ? '青禾茶饮' : 'Greenleaf Tea' }, { slug: 'nordic', role: 'analyst', zone: 'Europe/Stockholm', currency: 'SEK', title: 'Nordic Outdoor' }] },
  'GET /api/zones': { items: ['Asia/Shanghai', 'Europe/Stockholm', 'UTC'] },
  'GET /api/currencies': { items: [{ code: 'CNY', name: T('人民币', 'Chinese yuan') }, { code: 'EUR', name: T('欧元', 'Euro') }] },
  'GET /api/w/demo': { slug: 'demo', title: lang === 'zh' ? '青禾茶饮' : 'Greenleaf Tea', zone: 'Asia/Shanghai', currency: 'CNY', week_start: 'monday', people: 20143, events: 1048576, bytes: 48e6, first_event_at: at(780000), last_event_at: at(3), lsn: 1048576 },
  'GET /api/w/demo/users': { items: [
    { id: 'usr_1', email: 'lin@example.com', name: '林晓', locale: 'zh', status: 'active', created_at: at(9e5), last_login_at: at(12), grants: [{ workspace: '*', role: 'owner' }] },
    { id: 'usr_2', email: 'wang.lei@example.com', name: '王磊', locale: 'zh', status: 'active', created_at: at(5e5), last_login_at: at(1500), grants: [{ workspace: 'demo', role: 'operator' }] },
    { id: 'usr_3', email: 'ana@example.com', name: '', locale: 'en', status: 'active', created_at: at(2e5), last_login_at: null, grants: [{ workspace: 'demo', role: 'analyst' }] }] },
  'POST /api/w/demo/users': { user: { id: 'usr_4', email: 'new@example.com', name: '', locale: 'zh', status: 'active', created_at: at(0), last_login_at: null, grants: [] }, link: { token: 'lnk_9f3kq2m7x8v5b1n4c6z0', expires_at: at(-60) } },
  'GET /api/w/demo/keys': { items: [
    { id: 'key_1', title: lang === 'zh' ? '每日报表' : 'Daily report', workspace: 'demo', scopes: ['read', 'export'], prefix: 'shk_3kf9', created_at: at(9e4), created_by: '林晓', expires_at: at(-9e4), last_used_at: at(70), revoked_at: null },
    { id: 'key_2', title: lang === 'zh' ? '收银系统导入' : 'POS import', workspace: 'demo', scopes: ['import'], prefix: 'shk_b7q2', created_at: at(2e5), created_by: '王磊', expires_at: null, last_used_at: null, revoked_at: at(1e4) }] },
  'POST /api/w/demo/keys': { key: {}, secret: 'shk_3kf9w8x2m5n7p1q4r6t0v9y3b5c8d2f4g7h1j6k' },
  'GET /api/w/demo/audit': { items: [
    { id: 9, at: at(4), actor_kind: 'user', actor: '林晓', action: 'segment.put', workspace: 'demo', object: 'segment/sleeping-high-value', detail: { version: 3, expression: 'class(value) = "high" and not did(order_completed, last 30 days)' }, address: '127.0.0.1' },
    { id: 8, at: at(33), actor_kind: 'key', actor: '每日报表', action: 'export.start', workspace: 'demo', object: 'job/job_7f2k', detail: { people: 4120 }, address: '10.2.0.7' },
    { id: 7, at: at(90), actor_kind: 'cli', actor: 'root', action: 'import.finish', workspace: 'demo', object: 'source/events.ndjson', detail: null, address: '' },
    { id: 6, at: at(1500), actor_kind: 'user', actor: '王磊', action: 'user.invite', workspace: 'demo', object: 'user/ana@example.com', detail: { role: 'analyst' }, address: '127.0.0.1' }], next: 'c2' },
  'GET /api/w/demo/jobs': { items: [job('job_1', 'import', '导入 orders.csv', 'Import orders.csv', 'running', 0.412), job('job_2', 'export', '导出 4,120 人', 'Export of 4,120 people', 'done', 1, { files: [{ name: 'people.csv', bytes: 482133, type: 'text/csv' }] }), job('job_3', 'import', '导入 old.csv', 'Import old.csv', 'failed', 0.1, { problem: { code: 'bad_csv', detail: lang === 'zh' ? '第 120 行的引号没有闭合。' : 'The quote on line 120 is never closed.', hint: '' } })], next: null },
  'GET /api/me/sessions': { items: [
    { id: 's1', created_at: at(100), last_seen_at: at(0), expires_at: at(-20000), user_agent: 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Chrome/130', address: '127.0.0.1', current: true },
    { id: 's2', created_at: at(5000), last_seen_at: at(900), expires_at: at(-9000), user_agent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0) Safari/604', address: '10.2.0.31', current: false }] },
  'GET /api/w/demo/questions/vocabulary': { lsn: 1, revision: 1, events: [], attributes: [], functions: [], keywords: [], segments: [{ slug: 'sleeping-high-value', title: T('高价值沉默用户', 'Sleeping high value') }], classifications: [{ slug: 'rfm', title: T('RFM', 'RFM'), classes: [] }] },
  'GET /api/w/demo/people': { items: [{ id: 'u_83921', subject: 9, name: lang === 'zh' ? '张敏' : 'Zhang Min', match: { type: 'phone', value: '138****1234' }, last_seen: at(20), orders: 5, revenue: '2310.00' }] },
  'POST /api/w/demo/questions/count': { ...snap, people: 4120, everyone: 20143, share: 0.2045, seconds: 0.03, canonical: 'class(value) = "high" and not did(order_completed, last 30 days)', sentence: T('价值分层是「高」，且近 30 天没有支付订单', 'Their value class is high, and they have not completed an order in the last 30 days'), clauses: null },
  'POST /api/w/demo/questions/people': { ...snap, total: 4120, next: 'n', columns: [{ id: 'orders', title: T('订单', 'Orders'), type: 'count' }, { id: 'revenue', title: T('金额', 'Revenue'), type: 'money' }, { id: 'last_seen', title: T('最近活跃', 'Last seen'), type: 'time' }],
    items: Array.from({ length: 16 }, (_, i) => ({ id: `u_${83921 + i * 7}`, subject: i, name: i % 3 === 2 ? null : (lang === 'zh' ? ['张敏', '李伟', '王芳', '陈静'] : ['Zhang Min', 'Li Wei', 'Wang Fang', 'Chen Jing'])[i % 4], values: [12 - (i % 9), (8812.5 - i * 311.7).toFixed(2), at(i * 1300)] })) },
});
const people = `?people=${encodeURIComponent('class(value) = "high" and not did(order_completed, last 30 days)')}&people_title=`;
const pages = {
  login: { path: '/login', signedOut: true },
  'login-wrong': { path: '/login', signedOut: true, act: async (p) => { await p.fill('#email', 'lin@example.com'); await p.fill('#password', 'wrong'); await p.keyboard.press('Enter'); } },
  workspace: { path: '/w/demo/settings' }, users: { path: '/w/demo/settings/users' },
  invite: { path: '/w/demo/settings/users', act: async (p) => { await p.locator('.page-actions button').click(); await p.fill('input[type=email]', 'new@example.com'); await p.keyboard.press('Enter'); } },
  keys: { path: '/w/demo/settings/keys' }, 'key-form': { path: '/w/demo/settings/keys', act: (p) => p.locator('.page-actions button').click() },
  audit: { path: '/w/demo/settings/audit', act: (p) => p.locator('.table .ant-btn').first().click() },
  account: { path: '/w/demo/account' }, notfound: { path: '/w/demo/nowhere' }, new: { path: '/workspaces/new' },
  drawer: { path: `/w/demo/settings/audit${people}` }, 'drawer-save': { path: `/w/demo/settings/audit${people}`, act: (p) => p.locator('.audience-verbs button').first().click() },
  palette: { path: '/w/demo/settings', act: async (p) => { await p.locator('.card').first().waitFor(); await p.keyboard.press('Control+k'); await p.locator('dialog input').waitFor(); await p.waitForTimeout(300); } },
  shortcuts: { path: '/w/demo/settings', act: async (p) => { await p.locator('.card').first().waitFor(); await p.keyboard.press('?'); } },
  tasks: { path: '/w/demo/settings', act: (p) => p.locator('.task-button').click() },
  menu: { path: '/w/demo/settings', phoneOnly: true, act: (p) => p.locator('.topbar button').first().click() },
};
const wanted = process.argv.slice(2);
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox'] });
const axe = process.env.AXE ? readFileSync(process.env.AXE, 'utf8') : null;
let bad = 0;
const complain = (...words) => { bad++; console.log(...words); };
for (const [name, page] of Object.entries(pages)) {
  if (wanted.length && !wanted.includes(name)) continue;
  for (const width of [1280, 390]) for (const [lang, theme] of [['zh', 'light'], ['en', 'dark']]) {
    if (page.phoneOnly && width > 700) continue;
    const shot = `${name}-${width}-${lang}-${theme}`;
    const context = await browser.newContext({ viewport: { width, height: width > 700 ? 800 : 844 }, colorScheme: theme, locale: lang === 'zh' ? 'zh-CN' : 'en-US', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', bypassCSP: false });
    await context.addInitScript((l) => localStorage.setItem('shoal.lang', l), lang);
    const p = await context.newPage();
    await p.clock.setFixedTime(new Date('2026-11-22T03:00:00Z'));
    p.on('console', (m) => { if (m.type() === 'error' && !/401|Failed to load resource/.test(m.text())) complain(shot, 'console:', m.text().slice(0, 300)); });
    p.on('pageerror', (e) => complain(shot, 'error:', e.message));
    p.on('request', (r) => { if (!r.url().startsWith(base) && !r.url().startsWith('data:')) complain(shot, 'outside:', r.url()); });
    const known = answers(lang);
    await p.route('**/api/**', (route) => {
      const r = route.request();
      const key = `${r.method()} ${new URL(r.url()).pathname}`;
      if (key.endsWith('/live')) return route.fulfill({ status: 200, contentType: 'text/event-stream', body: 'event: hello\ndata: {"lsn":1,"revision":1}\nretry: 600000\n\n' });
      if (page.signedOut) return route.fulfill({ status: 401, contentType: 'application/problem+json', body: JSON.stringify({ code: key.includes('login') ? 'bad_credentials' : 'unauthenticated', detail: '' }) });
      const body = known[key];
      if (body === undefined) { complain(shot, 'not mocked:', key); return route.fulfill({ status: 404, contentType: 'application/problem+json', body: JSON.stringify({ code: 'not_found', detail: key, request_id: 'req_1' }) }); }
      return route.fulfill({ status: 200, contentType: 'application/json', body: JSON.stringify(body) });
    });
    await p.goto(base + page.path, { waitUntil: 'load' });
    await p.waitForTimeout(500);
    try { await page.act?.(p); } catch (e) { complain(shot, 'act:', e.message.split('\n')[0]); }
    await p.waitForTimeout(500);
    if (process.env.FOCUS) console.log(shot, await p.evaluate(() => document.activeElement?.outerHTML.slice(0, 120)));
    const over = await p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) complain(shot, 'overflows by', over);
    if (axe) {
      await p.evaluate(axe);
      const found = await p.evaluate(() => window.axe.run(document, { resultTypes: ['violations'] }));
      for (const v of found.violations) complain(shot, 'axe', v.impact, v.id, v.nodes.slice(0, 3).map((n) => `${n.target} ${(n.any[0]?.message ?? '').slice(0, 160)}`).join(' | '));
    }
    await p.screenshot({ path: `${out}${shot}.png` });
    await context.close();
  }
}
await browser.close();
server.close();
console.log(bad ? `${bad} complaints` : 'no complaints');
process.exit(bad ? 1 : 0);
