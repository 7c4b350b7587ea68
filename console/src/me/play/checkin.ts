import { newKey, type CheckIn, type List } from '../api';
import { h } from '../dom';
import { empty, type Visiting } from '../page';
import { act, rewards } from './act';
import { pick, say, type Text } from '../text';
import { monthOf, weekdays } from './text';

/** The month of today, Monday first, with the days that were checked in. */
function calendar(x: Text, c: CheckIn): HTMLElement {
  const [y = 0, m = 1, today = 1] = c.today.split('-').map(Number), done = new Set(c.days);
  const first = (new Date(Date.UTC(y, m - 1, 1)).getUTCDay() + 6) % 7, n = new Date(Date.UTC(y, m, 0)).getUTCDate();
  const cells = Array.from({ length: n }, (_, i) => {
    const is = done.has(`${c.today.slice(0, 8)}${String(i + 1).padStart(2, '0')}`), el = h('li', String(i + 1), is ? h('span.hidden', say(x, 'checked')) : null);
    if (is) el.classList.add('done');
    if (i + 1 === today) el.setAttribute('aria-current', 'date');
    return el;
  });
  const gap = Array.from({ length: first }, () => h('li', { 'aria-hidden': 'true' }));
  return h('section', h('h2', monthOf(x, c.today)), h('div.panel.month', h('ol.week', { 'aria-hidden': 'true' }, ...weekdays(x).map((d) => h('li', d))), h('ol.days', ...gap, ...cells)));
}

/** What the days in a row give; the one that comes next stands out. */
function plan(x: Text, c: CheckIn): HTMLElement | null {
  if (!c.plan.length) return null;
  const n = c.plan.length, had = c.done ? ((c.streak - 1) % n) + 1 : c.streak % n;
  return h('ol.plan', ...c.plan.map((r, i) => { const el = h('li', h('span.small', say(x, 'dayN', { n: String(i + 1) })), h('b', i < had ? '✓' : rewards(x, r) || '–')); if (i < had) el.classList.add('done'); else if (i === had) el.classList.add('next'); return el; }));
}

function one(v: Visiting, c: CheckIn): HTMLElement {
  const x = v.text;
  const button = c.open && v.visit.acts.includes('check_in')
    ? act(v, 'checkIn', '', '/check-ins', { check_in: c.check_in }, newKey(), (said: { rewards: CheckIn['milestones'][number]['rewards'] }) => { v.tell(said.rewards.length ? say(x, 'gotIt', { what: rewards(x, said.rewards) }) : say(x, 'checked')); v.again(); })
    : null;
  button?.classList.add('wide');
  return h('div',
    h('section.hero', h('p.hero-title', pick(x, c.title)), h('p.hero-number', String(c.streak), h('span', say(x, 'inARow', { n: String(c.streak) }))), h('div.hero-notes', h('p', say(x, 'daysInAll', { n: String(c.total) })), pick(x, c.description) ? h('p', pick(x, c.description)) : null), button ?? h('p.hero-note.tick', say(x, c.done ? 'checked' : 'notOpen'))),
    plan(x, c),
    calendar(x, c),
    c.milestones.length ? h('section', h('h2', say(x, 'milestones')), h('ul.panel.list', ...c.milestones.map((m) => h('li.change', h('p', say(x, 'rowOf', { n: String(m.days) })), h('span.figure', rewards(x, m.rewards)))))) : null);
}

async function show(v: Visiting): Promise<HTMLElement> {
  const all = (await v.api.get<List<CheckIn>>('/check-ins')).items;
  return all.length ? h('div', ...all.map((c) => one(v, c))) : h('div', empty(v.text, 'noCheckIn', 'noTasksHelp'));
}

export { show as checkIn };
