import { newKey, type List, type Task } from '../api';
import { h } from '../dom';
import { empty, type Visiting } from '../page';
import { act, rewards } from './act';
import { amount, has, lastDay, pick, say, type Text } from '../text';

/** How far, in hundredths: only for the bar. */
const share = (t: Task): number => Math.min(100, Math.floor((Number(t.progress) / Number(t.reach)) * 100));

function state(x: Text, t: Task): HTMLElement {
  if (t.locked) return h('p.small', t.after ? say(x, 'taskAfter', { task: pick(x, t.after) }) : say(x, 'taskLocked'));
  if (t.left === 0 && t.claimable === 0) return h('p.small.up', say(x, t.period_until ? 'taskDoneNow' : 'taskDone'));
  const fill = h('i'), n = share(t);
  fill.style.width = `${n}%`;
  return h('div.progress', h('div.bar', { role: 'progressbar', 'aria-label': pick(x, t.title), 'aria-valuemin': '0', 'aria-valuemax': '100', 'aria-valuenow': String(n) }, fill), h('span.small', `${amount(t.progress)} / ${amount(t.reach)}`));
}

function term(x: Text, t: Task): string {
  const period = `every_${t.period}`;
  return [has(period) ? say(x, period) : '', t.until ? say(x, 'lastsTo', { day: lastDay(x, t.until) }) : ''].filter(Boolean).join(' · ');
}

function one(v: Visiting, t: Task): HTMLElement {
  const x = v.text, help = pick(x, t.description), when = term(x, t);
  const claim = t.claimable > 0 && v.visit.acts.includes('claim')
    ? act(v, 'claim', `${say(x, 'claim')}: ${pick(x, t.title)}`, '/tasks/claim', { task: t.task }, newKey(), (said: { rewards: Task['rewards'] }) => { v.tell(said.rewards.length ? say(x, 'gotIt', { what: rewards(x, said.rewards) }) : say(x, 'taskDone')); v.again(); })
    : null;
  return h('li.task', h('div', h('p.ticket-title', pick(x, t.title)), help ? h('p.small', help) : null, t.rewards.length ? h('p.prize', rewards(x, t.rewards)) : null, state(x, t), when ? h('p.small', when) : null), claim);
}

async function show(v: Visiting): Promise<HTMLElement> {
  const all = (await v.api.get<List<Task>>('/tasks')).items;
  const rank = (t: Task): number => (t.claimable ? 0 : t.locked ? 2 : t.open ? 1 : 3);
  all.sort((a, b) => rank(a) - rank(b));
  return all.length ? h('ul.list', ...all.map((t) => one(v, t))) : h('div', empty(v.text, 'noTasks', 'noTasksHelp'));
}

export { show as tasks };
