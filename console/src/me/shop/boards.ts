import { Refused, type Board, type BoardPlace, type BoardRow, type List } from '../api';
import { h } from '../dom';
import { empty, type Visiting } from '../page';
import { rewards } from '../play/act';
import { amount, day, has, isZero, lastDay, moment, pick, say, type Text, type Word } from '../text';

const lasts = (x: Text, b: BoardRow): string => (day(x, b.from) === lastDay(x, b.until) ? day(x, b.from) : say(x, 'span', { from: day(x, b.from), until: lastDay(x, b.until) }));

function place(x: Text, p: BoardPlace): HTMLElement {
  const el = h('li.place', h('span.rank', amount(String(p.rank))), h('span.who', p.name ?? say(x, p.me ? 'me' : 'somebody'), p.me && p.name ? h('span.tag', say(x, 'me')) : null), h('span.figure', amount(p.score)));
  if (p.me) el.classList.add('is-me');
  if (p.rank <= 3) el.classList.add('medal-place');
  return el;
}
const places = (x: Text, title: Word, all: BoardPlace[]): HTMLElement => h('section', h('h2', say(x, title)), h('ol.panel.places', ...all.map((p) => place(x, p))));

function mine(x: Text, b: Board): HTMLElement[] {
  const me = b.me, running = b.state === 'running';
  if (!me) return [h('p.hero-level', say(x, 'notListed'))];
  const prize = me.prize === null ? undefined : b.prizes[me.prize];
  const notes = [say(x, 'myScore', { n: amount(me.score) }), isZero(me.better_than) ? '' : say(x, 'better', { n: amount(me.better_than) }), me.gap !== null ? say(x, 'gap', { n: amount(me.gap) }) : running ? say(x, 'first') : '', prize ? say(x, running ? 'winsNow' : 'won_', { what: rewards(x, prize.rewards) }) : ''];
  return [h('p.hero-number', x.lang === 'zh' ? say(x, 'rankOf', { n: amount(String(me.rank)) }) : say(x, 'rankOf', { n: amount(String(me.rank)) })), h('div.hero-notes', ...notes.filter(Boolean).map((s) => h('p', s)))];
}

function one(v: Visiting, b: Board, newest: boolean, go: (at: string | null) => void): HTMLElement {
  const x = v.text, state: Word = `board_${b.state}`, near = [...b.above, ...(b.me ? [{ rank: b.me.rank, score: b.me.score, name: null, me: true }] : []), ...b.below];
  const help = pick(x, b.description);
  const turns = b.repeats === 'once' ? null : h('div.turns', h('button.plain', { type: 'button', click: () => go(new Date(Date.parse(b.from) - 1).toISOString()) }, `‹ ${say(x, 'before')}`), newest ? null : h('button.plain', { type: 'button', click: () => go(null) }, say(x, 'newest')));
  return h('div',
    h('section.hero', h('p.hero-title', `${pick(x, b.title)} · ${lasts(x, b)}`), ...mine(x, b), h('div.hero-notes', h('p', `${say(x, state, { day: lastDay(x, b.until) })} · ${say(x, 'ofPeople', { n: amount(String(b.people)) })}`), help ? h('p', help) : null)),
    turns,
    b.top.length ? places(x, 'top', b.top) : empty(x, 'nobody'),
    b.me && !b.top.some((p) => p.me) ? places(x, 'nearMe', near) : null,
    b.prizes.length ? h('section', h('h2', say(x, 'prizes')), h('ul.panel.list', ...b.prizes.map((p) => h('li.change', h('p', p.from === p.to ? say(x, 'rankOf', { n: String(p.from) }) : say(x, 'ranks', { from: String(p.from), to: String(p.to) })), h('span.figure.wraps', rewards(x, p.rewards)))))) : null,
    h('p.small.as-of', say(x, 'asOf', { at: moment(x, b.as_of) })));
}

async function show(v: Visiting): Promise<HTMLElement> {
  const x = v.text, all = (await v.api.get<List<BoardRow>>('/leaderboards')).items, body = h('div');
  if (!all.length) return h('div', empty(x, 'noBoards', 'noBoardsHelp'));
  const load = async (slug: string, at: string | null): Promise<void> => {
    const b = await v.api.get<Board>(`/leaderboards/${slug}${at ? `?at=${encodeURIComponent(at)}` : ''}`);
    body.replaceChildren(one(v, b, at === null, (to) => turn(slug, to)));
  };
  const turn = (slug: string, at: string | null): void => {
    body.classList.add('waits');
    void load(slug, at).catch((e: unknown) => {
      const word = e instanceof Refused ? (e.code === 'rank_period' || e.code === 'rank_closed' ? 'noBefore' : `err_${e.code}`) : '';
      v.tell(say(x, has(word) ? word : 'err_other'));
    }).finally(() => body.classList.remove('waits'));
  };
  const tabs = all.map((b, i) => h('button', { type: 'button', 'aria-pressed': String(i === 0), click: () => { tabs.forEach((t, k) => t.setAttribute('aria-pressed', String(k === i))); turn(b.slug, null); } }, pick(x, b.title)));
  await load((all[0] as BoardRow).slug, null);
  return h('div', all.length > 1 ? h('div.choice.many', { role: 'group', 'aria-label': say(x, 'whichBoard') }, ...tabs) : null, body);
}

export { show as boards };
