import type { Balance, Change, List } from '../api';
import { h } from '../dom';
import { empty, pager, type Page, type Visiting } from '../page';
import { amount, has, isBelow, isZero, lastDay, moment, pick, say, signed } from '../text';

const path = (currency: string, cursor?: string): string => `/points/${encodeURIComponent(currency)}${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ''}`;

function change(v: Visiting, c: Change): HTMLElement {
  const x = v.text, word = `kind_${c.kind}`;
  return h('li.change', h('div', h('p', say(x, has(word) ? word : 'kind_other')), h('p.small', moment(x, c.at))), h(isBelow(c.amount) ? 'span.figure' : 'span.figure.up', signed(c.amount)));
}

/** What stands below the number: on the way, on hold, what ends next. */
function notes(v: Visiting, b: Balance): HTMLElement[] {
  const x = v.text;
  return [
    !isZero(b.expiring) && b.expires_at ? say(x, 'expiring', { n: amount(b.expiring), day: lastDay(x, b.expires_at) }) : '',
    !isZero(b.pending) ? say(x, 'pending', { n: amount(b.pending) }) : '',
    !isZero(b.frozen) ? say(x, 'frozen', { n: amount(b.frozen) }) : '',
  ].filter(Boolean).map((s) => h('p', s));
}

function hero(v: Visiting, b: Balance): HTMLElement {
  return h('section.hero', h('p.hero-title', say(v.text, 'balance', { title: pick(v.text, b.title) })), h('p.hero-number', amount(b.available), h('span', pick(v.text, b.unit))), h('div.hero-notes', ...notes(v, b)));
}

async function history(v: Visiting, b: Balance): Promise<HTMLElement> {
  const first = await v.api.get<List<Change>>(path(b.currency));
  const title = h('h2', say(v.text, 'history'));
  if (first.items.length === 0 && !first.next) return h('section', title, empty(v.text, 'noHistory'));
  return h('section', title, h('div.panel', pager(v.text, first, (cursor) => v.api.get(path(b.currency, cursor)), (c) => change(v, c), say(v.text, 'history'), () => v.tell(say(v.text, 'err_other')))));
}

/** Several currencies: the others can be brought to the front. Growth is the membership page's. */
async function show(v: Visiting, chosen?: string): Promise<HTMLElement> {
  const all = (await v.api.get<List<Balance>>('/points')).items.filter((b) => b.type !== 'growth');
  const b = all.find((i) => i.currency === chosen) ?? all.find((i) => i.type === 'points') ?? all[0];
  if (!b) return h('div', empty(v.text, 'noPoints', 'noPointsHelp'));
  const box = h('div', hero(v, b));
  const others = all.filter((i) => i !== b);
  if (others.length)
    box.append(h('div.others', ...others.map((i) => h('button.other', { type: 'button', click: () => void show(v, i.currency).then((next) => box.replaceWith(next), () => v.tell(say(v.text, 'err_other'))) }, h('span', pick(v.text, i.title)), h('strong', amount(i.available))))));
  box.append(await history(v, b));
  return box;
}

export const points: Page = { title: 'points', icon: 'M12 3.5l2.6 5.3 5.9.8-4.3 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8L3.5 9.6l5.9-.8z', show: (v) => show(v) };
