import type { Badge, List } from '../api';
import { h } from '../dom';
import { empty, type Visiting } from '../page';
import { day, pick, say } from '../text';

function one(v: Visiting, b: Badge): HTMLElement {
  const x = v.text, face = h('span.medal', { 'aria-hidden': 'true' });
  if (/^(https?:\/\/|\/|data:image\/)/.test(b.picture)) face.append(h('img', { src: b.picture, alt: '', error: () => { face.textContent = '🏅'; } }));
  else face.textContent = b.picture || '🏅';
  const el = h('li', face, h('p.ticket-title', pick(x, b.title)), h('p.small', b.since ? say(x, 'since', { day: day(x, b.since) }) : pick(x, b.description) || say(x, 'notYet')));
  if (!b.has) el.classList.add('dull');
  return el;
}

async function show(v: Visiting): Promise<HTMLElement> {
  const all = (await v.api.get<List<Badge>>('/badges')).items;
  all.sort((a, b) => Number(b.has) - Number(a.has));
  const n = all.filter((b) => b.has).length;
  if (!all.length) return h('div', empty(v.text, 'noBadges', 'noTasksHelp'));
  return h('div', h('section.hero', h('p.hero-title', say(v.text, 'badges')), h('p.hero-number', String(n), h('span', `/ ${all.length}`))), h('section', h('ul.badges', ...all.map((b) => one(v, b)))));
}

export { show as badges };
