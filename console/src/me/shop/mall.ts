import { newKey, Refused, type List, type MallCodes, type MallOffer, type MallOrder, type MallOrdered, type MallPlace } from '../api';
import { h } from '../dom';
import { empty, pager, type Visiting } from '../page';
import { act } from '../play/act';
import { amount, day, has, isZero, lastDay, moment, pick, price, say, type Text, type Word } from '../text';
import { ask } from './ask';
import { times } from './exact';

type Priced = Pick<MallOffer, 'points' | 'money' | 'currency_title' | 'unit'>;

/** "500 Points + ¥9.90", of so many. */
function cost(x: Text, o: Priced, points: string, money: string): string {
  const word = pick(x, o.unit) || pick(x, o.currency_title);
  return [isZero(points) ? '' : `${amount(points)} ${word}`, isZero(money) ? '' : price(x, money)].filter(Boolean).join(' + ') || say(x, 'noPrice');
}
const costOf = (x: Text, o: Priced, n = 1): string => cost(x, o, times(o.points, n), times(o.money, n));

function picture(address: string, title: string): HTMLElement {
  const box = h('div.photo', { 'aria-hidden': 'true' });
  const letter = (): void => { box.replaceChildren(h('span', Array.from(title)[0] ?? '')); };
  if (/^https:\/\//.test(address)) box.append(h('img', { src: address, alt: '', loading: 'lazy', error: letter })); else letter();
  return box;
}

/** Why it cannot be had, or how many are left. */
function left(x: Text, o: MallOffer): HTMLElement {
  const word = `why_${o.why ?? ''}`;
  if (o.why && has(word)) return h('p.small.near-line', say(x, word, { n: amount(o.missing), title: pick(x, o.unit) || pick(x, o.currency_title), day: o.from ? day(x, o.from) : '' }));
  const least = [[o.left, 'leftOf'], [o.left_today, 'leftToday'], [o.left_person, 'leftYou']] as [number | null, Word][];
  const near = least.filter((i): i is [number, Word] => i[0] !== null).sort((a, b) => a[0] - b[0])[0];
  return h('p.small', near ? say(x, near[1], { n: amount(String(near[0])) }) : say(x, `hand_${o.hand}`));
}

function prices(x: Text, o: MallOffer): HTMLElement {
  const less = o.points !== o.full_points || o.money !== o.full_money;
  return h('p.cost', h('b', costOf(x, o)), less ? h('span.small', say(x, 'usually', { price: cost(x, o, o.full_points, o.full_money) })) : null);
}

function tile(v: Visiting, o: MallOffer, open: (o: MallOffer) => void): HTMLElement {
  const x = v.text, title = pick(x, o.title);
  const button = h('button.goods', { type: 'button', click: () => open(o) }, picture(o.picture, title), h('span.goods-text', h('span.ticket-title', title), prices(x, o), left(x, o)));
  const el = h('li', button);
  if (o.why && o.why !== 'balance') el.classList.add('dull');
  return el;
}

/** By category, as the shop names them; one without a name comes last. */
function shelves(v: Visiting, all: MallOffer[], open: (o: MallOffer) => void): HTMLElement[] {
  const by = new Map<string, MallOffer[]>();
  for (const o of all) { const c = pick(v.text, o.category); by.set(c, [...(by.get(c) ?? []), o]); }
  const named = [...by].sort((a, b) => Number(!a[0]) - Number(!b[0]));
  return named.map(([name, items]) => h('section', named.length > 1 ? h('h2', name || say(v.text, 'othersGoods')) : h('h2.hidden', say(v.text, 'goods')), h('ul.shelf', ...items.map((o) => tile(v, o, open)))));
}

/* ---- one item ---- */

function field(label: string, more: Record<string, string>, tall = false): { box: HTMLElement; value: () => string; input: HTMLInputElement | HTMLTextAreaElement } {
  const input = tall ? h('textarea', { rows: '2', ...more }) : h('input', { type: 'text', ...more });
  return { box: h('label.field', h('span.small', label), input), value: () => input.value.trim(), input };
}

function stepper(x: Text, most: number, changed: (n: number) => void): HTMLElement | null {
  if (most <= 1) return null;
  let n = 1;
  const out = h('output', { 'aria-live': 'polite' }, '1');
  const to = (by: number): void => { n = Math.min(most, Math.max(1, n + by)); out.textContent = String(n); less.disabled = n <= 1; more.disabled = n >= most; changed(n); };
  const less = h('button.step', { type: 'button', 'aria-label': say(x, 'less'), click: () => to(-1) }, '−'), more = h('button.step', { type: 'button', 'aria-label': say(x, 'more_'), click: () => to(1) }, '+');
  less.disabled = true;
  return h('div.change', h('div', h('p', say(x, 'quantity')), h('p.small', say(x, 'atMost', { n: String(most) }))), h('div.stepper', { role: 'group', 'aria-label': say(x, 'quantity') }, less, out, more));
}

function order(v: Visiting, o: MallOffer, done: () => void): HTMLElement {
  const x = v.text;
  let n = 1, key = newKey();
  const sum = h('strong'), note = h('p.small.bad', { role: 'alert' });
  const shown = (): void => { sum.textContent = costOf(x, o, n); };
  shown();
  const name = field(say(x, 'toName'), { autocomplete: 'name', maxlength: '33' }), phone = field(say(x, 'toPhone'), { autocomplete: 'tel', inputmode: 'tel', maxlength: '40' });
  const address = field(say(x, 'toAddress'), { autocomplete: 'street-address', maxlength: '160' }, true), extra = field(say(x, 'toNote'), { maxlength: '100' });
  const store = h('select', h('option', { value: '' }, say(x, 'chooseStore')), ...o.stores.map((s) => h('option', { value: s }, s))), free = field(say(x, 'store'), { maxlength: '60' });
  const need: [() => string, Word, HTMLElement][] = o.hand === 'ship' ? [[name.value, 'toName', name.input], [phone.value, 'toPhone', phone.input], [address.value, 'toAddress', address.input]]
    : o.hand === 'pick_up' ? [o.stores.length ? [() => store.value, 'store', store] : [free.value, 'store', free.input]] : [];
  const body = (): MallPlace => ({
    item: o.slug, quantity: n, expect: { points: times(o.points, n), money: times(o.money, n) },
    ...(o.hand === 'ship' ? { contact: { name: name.value(), phone: phone.value(), address: address.value(), ...(extra.value() ? { note: extra.value() } : {}) } } : {}),
    ...(o.hand === 'pick_up' ? { store: o.stores.length ? store.value : free.value() } : {}),
  });
  const send = async (): Promise<void> => {
    note.textContent = '';
    button.disabled = true;
    try {
      const said = await v.api.post<MallOrdered>('/mall/orders', body(), key);
      v.tell(say(x, said.order.state === 'awaiting_payment' ? 'payNow_' : 'got'));
      done();
    } catch (e) {
      // Known to have failed: what is asked next is another request. Otherwise the same one again.
      if (e instanceof Refused && e.status >= 400 && e.status < 500) key = newKey();
      const word = `err_${e instanceof Refused ? e.code : 'other'}`;
      note.textContent = say(x, has(word) ? word : 'err_other');
      button.disabled = false;
    }
  };
  const button = h('button.act.broad', { type: 'submit' }, say(x, 'get'));
  return h('form.panel.order', { novalidate: '', input: (e) => { (e.target as HTMLElement).removeAttribute('aria-invalid'); note.textContent = ''; }, submit: (e) => {
    e.preventDefault();
    const missing = need.find(([value]) => !value());
    need.forEach(([, , el]) => el.removeAttribute('aria-invalid'));
    note.textContent = missing ? say(x, 'fillIn', { what: say(x, missing[1]) }) : '';
    if (missing) { missing[2].setAttribute('aria-invalid', 'true'); missing[2].focus(); return; }
    const lines = [say(x, 'confirmUses', { price: costOf(x, o, n) }), isZero(o.money) ? '' : say(x, 'confirmPay', { n: String(o.pay_minutes) })];
    void ask(say(x, 'confirm'), [`${pick(x, o.title)}${n > 1 ? ` × ${n}` : ''}`, ...lines], say(x, 'confirmNow'), say(x, 'notNow')).then((yes) => { if (yes) void send(); });
  } },
  stepper(x, o.most, (to) => { n = to; key = newKey(); shown(); }),
  o.hand === 'ship' ? h('fieldset', h('legend', say(x, 'toWhom')), name.box, phone.box, address.box, extra.box) : null,
  o.hand === 'pick_up' ? (o.stores.length ? h('label.field', h('span.small', say(x, 'store')), store) : free.box) : null,
  h('p.total', h('span', say(x, 'total')), sum), note, button);
}

function one(v: Visiting, o: MallOffer, back: () => void, done: () => void): HTMLElement {
  const x = v.text, title = pick(x, o.title), text = pick(x, o.text);
  const lines = [say(x, `hand_${o.hand}`), o.until ? say(x, 'endsOn', { day: lastDay(x, o.until) }) : ''].filter(Boolean);
  const may = !o.why && o.most > 0 && v.visit.acts.includes('order');
  return h('div', h('button.plain.back', { type: 'button', click: back }, `‹ ${say(x, 'back')}`),
    h('section.item', picture(o.picture, title), h('h2.item-title', title), prices(x, o), o.level ? h('p', h('span.tag.now', say(x, 'levelPrice', { level: pick(x, o.level) }))) : null, left(x, o), text ? h('p.rules', text) : null, h('p.small', lines.join(' · '))),
    may ? h('section', order(v, o, done)) : null);
}

/* ---- my orders ---- */

/** The codes of an order: asked for when somebody wants to see them. */
function codes(v: Visiting, o: MallOrder): HTMLElement | null {
  if (!o.has_codes || o.state !== 'done') return null;
  const x = v.text, note = h('p.small.bad', { role: 'alert' }), box = h('div.codes');
  const copy = (text: string): HTMLElement => h('button.plain', { type: 'button', 'aria-label': `${say(x, 'copy')}: ${text}`, click: () => { void navigator.clipboard?.writeText(text).then(() => v.tell(say(x, 'copied'))); } }, say(x, 'copy'));
  const show = async (): Promise<void> => {
    button.disabled = true;
    note.textContent = '';
    try {
      const said = await v.api.get<MallCodes>(`/mall/orders/${o.n}/codes`);
      box.replaceChildren(...said.codes.map((c) => h('p.code', h('code', c.code), copy(c.code), c.pin ? h('span.code-pin', h('span.small', say(x, 'pin')), h('code', c.pin), copy(c.pin)) : null)));
    } catch { note.textContent = say(x, 'err_other'); button.disabled = false; }
  };
  const button = h('button.act', { type: 'button', 'aria-label': `${say(x, 'showCodes')}: ${pick(x, o.title)}`, click: () => void show() }, say(x, 'showCodes'));
  box.append(button);
  return h('div.mine-codes', box, note);
}

function mine(v: Visiting, o: MallOrder): HTMLElement {
  const x = v.text, word: Word = `order_${o.state}`, waits = o.state === 'awaiting_payment';
  const over = o.state === 'canceled' || o.state === 'returned';
  const lines = [o.unpaid ? say(x, 'unpaid') : '', o.store ? say(x, 'atStore', { store: o.store }) : '', o.number || o.carrier ? say(x, 'parcel', { carrier: o.carrier, number: o.number }).trim() : '', waits && o.pay_until ? say(x, 'payUntil', { at: moment(x, o.pay_until) }) : '', waits && !o.pay_url ? say(x, 'payShop') : ''].filter(Boolean);
  const title = pick(x, o.title);
  const cancel = waits && v.visit.acts.includes('order') ? h('button.plain', { type: 'button', 'aria-label': `${say(x, 'cancelOrder')}: ${title}`, click: () => void ask(say(x, 'cancelSure'), [title, say(x, 'cancelHelp')], say(x, 'cancelYes'), say(x, 'cancelNo')).then((yes) => { if (yes) sure.click(); }) }, say(x, 'cancelOrder')) : null;
  const sure = act<MallOrdered>(v, 'cancelYes', '', `/mall/orders/${o.n}/cancel`, undefined, newKey(), () => { v.tell(say(x, 'canceledNow')); v.again(); });
  const pay = waits && o.pay_url && /^https:\/\//.test(o.pay_url) ? h('a.act', { href: o.pay_url, rel: 'noreferrer' }, say(x, 'pay')) : null;
  return h('li.panel.mine', h('div.mine-head', h('span.small', `${say(x, 'orderNo', { n: String(o.n) })} · ${moment(x, o.at)}`), h(over || o.state === 'done' ? 'span.tag' : 'span.tag.now', say(x, word))),
    h('div.mine-body', picture(o.picture, title), h('div', h('p.ticket-title', o.quantity > 1 ? `${title} × ${o.quantity}` : title), h('p.small', cost(x, { ...o, points: o.points, money: o.money }, o.points, o.money)), ...lines.map((l) => h('p.small', l)))),
    codes(v, o), pay || cancel ? h('div.mine-acts', cancel, pay) : null);
}

async function orders(v: Visiting): Promise<HTMLElement> {
  const first = await v.api.get<List<MallOrder>>('/mall/orders');
  if (first.items.length === 0 && !first.next) return empty(v.text, 'noOrders', 'noOrdersHelp');
  return pager(v.text, first, (cursor) => v.api.get(`/mall/orders?cursor=${encodeURIComponent(cursor)}`), (o) => mine(v, o), say(v.text, 'myOrders'), () => v.tell(say(v.text, 'err_other')));
}

/* ---- the page ---- */

let part: 'goods' | 'myOrders' = 'goods'; // stays while the page is shown anew

/** What of each kind of points can be spent here. */
function balances(v: Visiting, all: MallOffer[]): HTMLElement | null {
  const by = new Map(all.map((o) => [o.currency, o]));
  if (by.size === 0) return null;
  return h('p.have', ...[...by.values()].map((o) => h('span', `${say(v.text, 'haveNow', { title: pick(v.text, o.currency_title) })} `, h('strong', amount(o.balance)))));
}

async function show(v: Visiting): Promise<HTMLElement> {
  const x = v.text, body = h('div'), box = h('div');
  const all = (await v.api.get<List<MallOffer>>('/mall')).items;
  const list = (): HTMLElement => h('div', balances(v, all), ...(all.length ? shelves(v, all, open) : [empty(x, 'noGoods', 'noGoodsHelp')]));
  const tabs = (['goods', 'myOrders'] as const).map((name) => h('button', { type: 'button', 'aria-pressed': String(part === name), click: () => { part = name; v.again(); } }, say(x, name)));
  const home = h('div', h('div.choice', { role: 'group', 'aria-label': say(x, 'mallParts') }, ...tabs), body);
  const turn = (to: HTMLElement): void => { box.replaceChildren(to); window.scrollTo(0, 0); };
  function open(o: MallOffer): void {
    const from = document.activeElement;
    const page = one(v, o, () => { turn(home); if (from instanceof HTMLElement) from.focus(); }, () => { part = 'myOrders'; v.again(); });
    turn(page);
    page.querySelector<HTMLElement>('.back')?.focus();
  }
  body.append(part === 'goods' ? list() : await orders(v));
  box.append(home);
  return box;
}

export { show as mall };
