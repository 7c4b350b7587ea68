/* The customer pages: a customer's own points, coupons and membership. Small, without a framework: it opens on a phone
   inside another app, and what is loaded there is waited for. */
import './me.css';
import { api, Refused, type Visit } from './api';
import { shades } from './color';
import { h, icon } from './dom';
import type { Visiting } from './page';
import { pages } from './pages';
import { chooseLang, pick, say, type Text } from './text';

const root = document.getElementById('me') as HTMLElement;
const query = new URLSearchParams(location.search);
const [, , brand = '', first = ''] = location.pathname.split('/');
const token = location.hash.slice(1);
const text: Text = { lang: chooseLang(query.get('lang'), navigator.languages), zone: 'UTC', money: 'CNY' };
const client = api(token, text.lang);
const address = (page: string): string => `/me/${brand}/${page}${location.search}#${token}`;

document.documentElement.lang = text.lang === 'zh' ? 'zh-CN' : 'en';
const theme = query.get('theme');
if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;

function paint(visit: Visit): void {
  if (!/^#[0-9a-f]{6}$/.test(visit.color)) return;
  const s = shades(visit.color), style = document.documentElement.style;
  style.setProperty('--deep', s.deep);
  style.setProperty('--deep-end', s.deepEnd);
  style.setProperty('--brand-ink', s.ink);
  style.setProperty('--brand-ink-dark', s.inkDark);
}

const spoken = h('p.toast', { role: 'status', 'aria-live': 'polite' });
let hush = 0;
function tell(message: string): void {
  spoken.textContent = message;
  spoken.classList.add('on');
  clearTimeout(hush);
  hush = window.setTimeout(() => spoken.classList.remove('on'), 2600);
}

function notice(title: string, help: string, retry?: () => void): HTMLElement {
  return h('div.notice', { role: 'alert' }, h('h1', title), h('p', help), retry ? h('button.act', { type: 'button', click: retry }, say(text, 'again')) : null);
}

/** Why nothing can be shown; over and gone are not tried again. */
function trouble(e: unknown, retry: () => void): HTMLElement {
  const status = e instanceof Refused ? e.status : 0;
  if (status === 401) return notice(say(text, 'over'), say(text, 'overHelp'));
  if (status === 410) return notice(say(text, 'gone'), say(text, 'goneHelp'));
  return notice(say(text, 'failed'), say(text, 'failedHelp'), retry);
}

function frame(visit: Visit): void {
  const names: string[] = visit.pages.filter((n) => pages[n]);
  const main = h('main', { tabindex: '-1' }), links = new Map<string, HTMLAnchorElement>();
  let at = '', turn = 0;

  async function go(name: string, focus: boolean): Promise<void> {
    const page = pages[name], mine = ++turn;
    if (!page) return;
    const again = (): void => void go(name, false);
    const v: Visiting = { api: client, text, visit, again, tell };
    const fresh = at !== name;
    at = name;
    links.forEach((a, n) => { if (n === name) { a.setAttribute('aria-current', 'page'); a.scrollIntoView({ block: 'nearest', inline: 'center' }); } else a.removeAttribute('aria-current'); });
    document.title = `${say(text, page.title)} · ${pick(text, visit.brand)}`;
    if (fresh) main.replaceChildren(h('h1.hidden', say(text, page.title)), h('div.waiting', { role: 'status', 'aria-label': say(text, 'loading') }, h('i'), h('i'), h('i')));
    let shown: HTMLElement;
    try { shown = await page.show(v); } catch (e) { shown = trouble(e, () => { at = ''; again(); }); }
    if (mine !== turn) return;
    main.replaceChildren(h('h1.hidden', say(text, page.title)), shown);
    if (focus) { main.focus(); window.scrollTo(0, 0); }
  }

  for (const n of names) {
    const page = pages[n] as (typeof pages)[string];
    links.set(n, h('a', { href: address(n), click: (e) => { e.preventDefault(); if (n !== at) history.pushState(n, '', address(n)); void go(n, true); } }, icon(page.icon), h('span', say(text, page.title))));
  }
  const here = (path: string): string => { const n = path.split('/')[3] ?? ''; return names.includes(n) ? n : (names[0] ?? ''); };
  window.addEventListener('popstate', () => void go(here(location.pathname), true));
  root.replaceChildren(h('header', h('p', pick(text, visit.brand))), main, names.length > 1 ? h('nav', { 'aria-label': say(text, 'sections') }, ...links.values()) : '', spoken);
  void go(here(`/me/${brand}/${first}`), false);
}

async function start(): Promise<void> {
  try {
    if (!token) throw new Refused(401, 'visit_over');
    const visit = await client.get<Visit>('');
    text.zone = visit.zone;
    text.money = visit.money;
    paint(visit);
    frame(visit);
  } catch (e) {
    root.replaceChildren(h('main', trouble(e, () => void start())));
  }
}
/* Another link opened in the same view has another token. */
window.addEventListener('hashchange', () => location.reload());
void start();
