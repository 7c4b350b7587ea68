import { newKey, type Draw, type List, type Turn } from '../api';
import { h } from '../dom';
import { empty, type Visiting } from '../page';
import { act } from './act';
import { amount, lastDay, moment, pick, say, type Text } from '../text';
import { percent } from './text';

const won = (x: Text, t: Turn): string => (t.prize ? pick(x, t.prize) : say(x, 'noPrize'));

/** What a draw costs now, or why there is none. */
function price(x: Text, d: Draw): { words: string; may: boolean } {
  if (!d.open) return { words: say(x, 'drawOver'), may: false };
  if (d.turns_left === 0) return { words: say(x, 'noTurns'), may: false };
  if (d.free_left === null) return { words: say(x, 'freeDraw'), may: true };
  if (d.free_left > 0) return { words: say(x, 'freeLeft', { n: String(d.free_left) }), may: true };
  if (!d.price) return { words: say(x, 'noFree'), may: false };
  const has = { n: amount(d.price.amount), title: pick(x, d.price.title), has: amount(d.price.available) };
  return Number(d.price.available) >= Number(d.price.amount) ? { words: say(x, 'costs', has), may: true } : { words: say(x, 'tooFew', has), may: false };
}

function prizes(x: Text, d: Draw): HTMLElement {
  const odds = (title: string, p: string, left: number | null): HTMLElement => h('li.change', h('div', h('p', title), left === null ? null : h('p.small', left ? say(x, 'stock', { n: amount(String(left)) }) : say(x, 'gone_'))), h('span.figure', percent(p)));
  return h('section', h('h2', say(x, 'odds')), h('ul.panel.list.odds', ...d.prizes.map((p) => odds(pick(x, p.title), p.probability, p.left)), Number(d.none) > 0 ? odds(say(x, 'noPrize'), d.none, null) : null));
}

function turn(x: Text, t: Turn): HTMLElement {
  const gift = t.gift ? pick(x, t.gift) : '';
  return h('li.change', h('div', h('p', won(x, t)), h('p.small', moment(x, t.at)), gift ? h('p.small', t.handed ? say(x, 'handed') : gift) : null, h('details', h('summary', say(x, 'receipt')), h('p.rules.hash', `${say(x, 'turnNo', { n: String(t.seq) })} · ${t.number}\n${t.chain}`))));
}

function one(v: Visiting, d: Draw, fresh?: Turn): HTMLElement {
  const x = v.text, now = price(x, d);
  const box = h('div');
  const button = now.may && v.visit.acts.includes('draw')
    ? act(v, fresh ? 'drawAgain' : 'draw', '', `/draws/${d.draw}/turns`, { nonce: newKey().slice(0, 16) }, newKey(), async (said: { turn: Turn }) => {
      const next = (await v.api.get<List<Draw>>('/draws')).items.find((i) => i.draw === d.draw) ?? d;
      box.replaceWith(one(v, next, said.turn));
    })
    : null;
  button?.classList.add('wide');
  const said = fresh ? h('p.hero-level', { role: 'status' }, fresh.prize ? say(x, 'youWon', { prize: won(x, fresh) }) : say(x, 'noLuck')) : h('p.hero-level', pick(x, d.title));
  box.append(h('section.hero', h('p.hero-title', fresh ? pick(x, d.title) : say(x, 'draws')), said, h('div.hero-notes', fresh?.gift ? h('p', pick(x, fresh.gift)) : null, h('p', now.words), d.open ? h('p', say(x, 'lastsTo', { day: lastDay(x, d.until) })) : null), button), prizes(x, d));
  if (d.turns.length) box.append(h('section', h('h2', say(x, 'myTurns')), h('ul.panel.list', ...d.turns.map((t) => turn(x, t)))));
  box.append(h('details.fair', h('summary', say(x, 'fair')), h('p.rules', say(x, d.seed ? 'fairDone' : 'fairHelp')), h('p.rules.hash', `${say(x, 'commitment')}: ${d.commitment}${d.seed ? `\n${say(x, 'seed')}: ${d.seed}` : ''}`)));
  return box;
}

async function show(v: Visiting): Promise<HTMLElement> {
  const all = (await v.api.get<List<Draw>>('/draws')).items;
  all.sort((a, b) => Number(b.open) - Number(a.open));
  return all.length ? h('div', ...all.map((d) => one(v, d))) : h('div', empty(v.text, 'noDraws', 'noTasksHelp'));
}

export { show as draws };
