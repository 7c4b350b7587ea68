import { newKey, type Card, type List } from '../api';
import { h } from '../dom';
import { empty, type Page, type Visiting } from '../page';
import { amount, lastDay, pick, say, type Text } from '../text';

const growthOf = (x: Text, c: Card): string => pick(x, c.growth_title) || say(x, 'growth');

/** How far from this level to the next, in hundredths: only for the bar. */
function share(c: Card): number {
  const has = Number(c.growth ?? 0), missing = Number(c.missing ?? 0), from = Number(c.levels[c.at ?? -1]?.growth ?? 0);
  const whole = has + missing - from;
  return whole > 0 ? Math.max(0, Math.min(100, Math.round(((has - from) / whole) * 100))) : 100;
}

function progress(x: Text, c: Card): HTMLElement | null {
  if (!c.next || !c.missing) return c.at !== undefined && c.at === c.levels.length - 1 && c.levels.length > 1 ? h('p.hero-note', say(x, 'highest')) : null;
  const n = share(c), words = say(x, 'toNext', { n: amount(c.missing), growth: growthOf(x, c), next: pick(x, c.next) });
  const fill = h('i');
  fill.style.width = `${n}%`;
  return h('div', h('div.bar', { role: 'progressbar', 'aria-label': words, 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-valuenow': String(n) }, fill), h('p.hero-note', words));
}

function face(x: Text, c: Card): HTMLElement {
  const terms = [c.paid_until ? say(x, 'paidUntil', { day: lastDay(x, c.paid_until) }) + (c.ends ? `${x.lang === 'zh' ? '，' : ', '}${say(x, 'ends')}` : '') : '', c.period_end ? say(x, 'keptUntil', { day: lastDay(x, c.period_end) }) : ''].filter(Boolean);
  return h('section.hero.card', h('p.hero-title', pick(x, c.title)), h('p.hero-level', c.level ? pick(x, c.level) : say(x, 'noLevel')), progress(x, c), h('div.hero-notes', ...terms.map((s) => h('p', s)), c.number ? h('p', say(x, 'number', { n: String(c.number).padStart(6, '0') })) : null));
}

function benefits(x: Text, c: Card): HTMLElement | null {
  const own = c.levels[c.at ?? -1]?.benefits ?? [];
  return own.length ? h('section', h('h2', say(x, 'benefits')), h('ul.panel.ticks', ...own.map((b) => h('li', pick(x, b))))) : null;
}

function services(x: Text, c: Card): HTMLElement | null {
  const all = c.services ?? [];
  if (!all.length) return null;
  const left = (n: number | null): string => (n === null ? say(x, 'unlimited') : n === 0 ? say(x, 'usedUp') : say(x, 'left', { n: String(n) }));
  return h('section', h('h2', say(x, 'services')), h('ul.panel.list', ...all.map((s) => h('li.change', h('div', h('p', pick(x, s.title)), pick(x, s.promise) ? h('p.small', pick(x, s.promise)) : null), h('span.tag', left(s.remaining))))));
}

function levels(x: Text, c: Card): HTMLElement | null {
  if (c.levels.length < 2) return null;
  return h('section', h('h2', say(x, 'levels')), h('ol.panel.list', ...c.levels.map((l, i) => h('li.change', h('div', h('p', pick(x, l.title)), l.growth && Number(l.growth) > 0 ? h('p.small', say(x, 'from', { n: amount(l.growth), growth: growthOf(x, c) })) : null, i === c.at ? null : h('p.small', l.benefits.map((b) => pick(x, b)).join(x.lang === 'zh' ? '、' : ' · '))), c.member && i === c.at ? h('span.tag.now', say(x, 'current')) : null))));
}

function outside(v: Visiting, c: Card): HTMLElement {
  const x = v.text, key = newKey(), may = c.open && v.visit.acts.includes('join');
  const button = h('button.act.wide', { type: 'button', click: () => { button.disabled = true; void v.api.post(`/memberships/${c.slug}/join`, undefined, key).then(() => v.again(), () => { button.disabled = false; v.tell(say(x, 'err_other')); }); } }, say(x, 'join'));
  return h('section.hero.card', h('p.hero-title', say(x, 'member')), h('p.hero-level', pick(x, c.title)), h('p.hero-note', say(x, may ? 'joinHelp' : 'byInvite')), may ? button : null);
}

function one(v: Visiting, c: Card): HTMLElement {
  const x = v.text;
  return c.member ? h('div', face(x, c), benefits(x, c), services(x, c), levels(x, c)) : h('div', outside(v, c), levels(x, c));
}

async function show(v: Visiting): Promise<HTMLElement> {
  const all = (await v.api.get<List<Card>>('/memberships')).items.filter((c) => c.member || c.open);
  all.sort((a, b) => Number(b.member) - Number(a.member));
  return all.length ? h('div', ...all.map((c) => one(v, c))) : h('div', empty(v.text, 'noCards', 'noCardsHelp'));
}

export const card: Page = { title: 'card', icon: 'M4.5 5.5h15a1.5 1.5 0 0 1 1.5 1.5v10a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17V7a1.5 1.5 0 0 1 1.5-1.5zM3 10h18M6.5 14.5h4', show };
