import { newKey, Refused, type Coupon, type List, type Offer } from '../api';
import { h } from '../dom';
import { empty, pager, type Page, type Visiting } from '../page';
import { amount, day, daysLeft, discount, has, isZero, lastDay, pick, price, say, symbol, type Text, type Word } from '../text';

type Promised = Pick<Coupon, 'benefit' | 'scoped'>;

/** The large figure of a coupon, and the word with it. */
function worth(x: Text, { benefit: b }: Promised): HTMLElement {
  const money = (text: string): HTMLElement[] => [h('small', symbol(x)), h('b', amount(text))];
  const percent = (): HTMLElement[] => (x.lang === 'zh' ? [h('b', discount(x, b.percent)), h('small', say(x, 'off'))] : [h('b', discount(x, b.percent)), h('small', ` ${say(x, 'off')}`)]);
  if (b.type === 'gift') return h('div.worth', h('b.word', say(x, 'gift')));
  if (b.type === 'shipping') return b.free ? h('div.worth', h('b.word', say(x, 'shipping'))) : h('div.worth', h('span.small', say(x, 'shippingOff')), h('span', ...money(b.amount)));
  if (b.type === 'fixed_price') return h('div.worth', h('span.small', say(x, 'price')), h('span', ...money(b.amount)));
  if (b.type === 'percent_off') return h('div.worth', h('span', ...percent()));
  if (b.type === 'tiered') return h('div.worth', h('span.small', say(x, 'upTo')), h('span', ...(isZero(b.percent) ? money(b.amount) : percent())));
  return h('div.worth', h('span', ...money(b.amount)));
}

function conditions(x: Text, { benefit: b, scoped }: Promised): string {
  return [
    isZero(b.spend) ? (b.type === 'gift' || b.type === 'fixed_price' || b.type === 'tiered' ? '' : say(x, 'anySpend')) : say(x, 'spend', { n: price(x, b.spend) }),
    b.type === 'percent_off' && !isZero(b.cap) ? say(x, 'capped', { n: price(x, b.cap) }) : '',
    scoped ? say(x, 'someGoods') : '',
  ].filter(Boolean).join(x.lang === 'zh' ? '，' : ' · ');
}

/** When it ends; the last three days stand out. */
function term(x: Text, c: Pick<Coupon, 'from' | 'until'>): HTMLElement {
  if (c.from && Date.parse(c.from) > Date.now()) return h('p.small', say(x, 'starts', { day: day(x, c.from) }));
  if (!c.until) return h('p.small', say(x, 'forever'));
  const n = daysLeft(x, c.until), near = n <= 3 ? (n <= 0 ? say(x, 'lastDay') : say(x, 'daysLeft', { n: String(n) })) : '';
  return h('p.small', say(x, 'until', { day: lastDay(x, c.until) }), near ? h('span.near', near) : null);
}

async function copy(v: Visiting, code: string): Promise<void> {
  try { await navigator.clipboard.writeText(code); } catch {
    const box = h('textarea', { readonly: '', 'aria-hidden': 'true' });
    box.value = code;
    document.body.append(box);
    box.select();
    document.execCommand('copy');
    box.remove();
  }
  v.tell(say(v.text, 'copied'));
}

const groupsOf = (code: string): string => (code.length >= 10 ? code.replace(/(.{4})(?=.)/g, '$1 ') : code);

/** The code and the terms, behind a fold. */
function details(v: Visiting, c: Coupon): HTMLElement | null {
  const rules = pick(v.text, c.rules);
  const code = c.code && c.status === 'issued' ? h('p.code', h('code', groupsOf(c.code)), h('button.plain', { type: 'button', click: () => void copy(v, c.code) }, say(v.text, 'copy'))) : null;
  if (!code && !rules) return null;
  return h('details', h('summary', say(v.text, code ? 'details' : 'rules')), code, rules ? h('p.rules', rules) : null);
}

function ended(x: Text, c: Coupon): HTMLElement | null {
  if (c.status === 'redeemed') return h('p.small', c.used_at ? say(x, 'usedOn', { day: day(x, c.used_at) }) : say(x, 'used'));
  if (c.status === 'reserved') return h('p.small', say(x, 'inOrder'));
  return c.status === 'issued' ? term(x, c) : h('p.small', say(x, c.status === 'expired' ? 'expired' : 'revoked'));
}

function coupon(v: Visiting, c: Coupon): HTMLElement {
  const x = v.text, dull = c.status !== 'issued' && c.status !== 'reserved';
  return h(dull ? 'li.ticket.dull' : 'li.ticket', worth(x, c), h('div.promise', h('p.ticket-title', pick(x, c.title)), h('p.small', conditions(x, c)), ended(x, c), details(v, c)));
}

/* ---- claiming ---- */

function why(v: Visiting, e: unknown): string {
  const word = `err_${e instanceof Refused ? e.code : 'other'}`;
  return say(v.text, has(word) ? word : 'err_other');
}

/** One attempt: the same key until it is known how it went, so that asking twice gives once. */
function claiming(v: Visiting, body: () => { kind: string } | { code: string }): (done: () => void, failed: (why: string, known: boolean) => void) => void {
  let key = newKey();
  return (done, failed) => void v.api.post('/coupons/claim', body(), key).then(() => { key = newKey(); done(); }, (e: unknown) => {
    const known = e instanceof Refused && e.status >= 400 && e.status < 500;
    if (known) key = newKey();
    failed(why(v, e), known);
  });
}

function offer(v: Visiting, o: Offer): HTMLElement {
  const x = v.text, go = claiming(v, () => ({ kind: o.kind }));
  const note = h('p.small.bad', { role: 'alert' });
  const button = h('button.act', { type: 'button', 'aria-label': `${say(x, 'claim')}: ${pick(x, o.title)}`, click: () => { button.disabled = true; note.textContent = ''; go(() => { v.tell(say(x, 'claimed')); v.again(); }, (s) => { button.disabled = false; note.textContent = s; }); } }, say(x, 'claim'));
  return h('li.ticket.offer', worth(x, o), h('div.promise', h('p.ticket-title', pick(x, o.title)), h('p.small', conditions(x, o)), term(x, o), note), button);
}

function byCode(v: Visiting): HTMLElement {
  const x = v.text;
  const input = h('input', { type: 'text', id: 'code', autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', maxlength: '64', placeholder: say(x, 'haveCode'), 'aria-describedby': 'code-note' });
  const note = h('p.small.bad', { role: 'alert', id: 'code-note' }), button = h('button.act', { type: 'submit' }, say(x, 'redeem'));
  const go = claiming(v, () => ({ code: input.value.trim() }));
  const form = h('form.code-form', { submit: (e) => {
    e.preventDefault();
    note.textContent = input.value.trim() ? '' : say(x, 'codeMissing');
    input.removeAttribute('aria-invalid');
    if (!input.value.trim()) { input.focus(); return; }
    button.disabled = true;
    go(() => { v.tell(say(x, 'claimed')); v.again(); }, (s, known) => { button.disabled = false; note.textContent = s; if (known) input.setAttribute('aria-invalid', 'true'); });
  } }, h('label.hidden', { for: 'code' }, say(x, 'code')), input, button);
  return h('section', form, note);
}

/* ---- the page ---- */

const groups: { name: string; title: Word; none: Word }[] = [{ name: 'usable', title: 'usable', none: 'noUsable' }, { name: 'used', title: 'used', none: 'noUsed' }, { name: 'over', title: 'ended', none: 'noEnded' }];

const sooner = (a: Coupon, b: Coupon): number => (a.until ? Date.parse(a.until) : Infinity) - (b.until ? Date.parse(b.until) : Infinity) || 0;

async function list(v: Visiting, g: (typeof groups)[number]): Promise<HTMLElement> {
  const path = `/coupons?group=${g.name}`;
  const first = await v.api.get<List<Coupon>>(path);
  if (first.items.length === 0 && !first.next) return empty(v.text, g.none, g.name === 'usable' ? 'noCouponsHelp' : undefined);
  if (g.name === 'usable') first.items.sort(sooner);
  return pager(v.text, first, (cursor) => v.api.get(`${path}&cursor=${encodeURIComponent(cursor)}`), (c) => coupon(v, c), say(v.text, g.title), () => v.tell(say(v.text, 'err_other')));
}

function mine(v: Visiting, first: HTMLElement): HTMLElement {
  const body = h('div', first);
  const tabs = groups.map((g, i) => h('button', { type: 'button', 'aria-pressed': i === 0 ? 'true' : 'false', click: () => {
    tabs.forEach((b, k) => b.setAttribute('aria-pressed', k === i ? 'true' : 'false'));
    body.classList.add('waits');
    void list(v, g).then((next) => body.replaceChildren(next), () => v.tell(say(v.text, 'err_other'))).finally(() => body.classList.remove('waits'));
  } }, say(v.text, g.title)));
  return h('section', h('h2', say(v.text, 'mine')), h('div.choice', { role: 'group', 'aria-label': say(v.text, 'groups') }, ...tabs), body);
}

async function show(v: Visiting): Promise<HTMLElement> {
  const may = v.visit.acts.includes('claim');
  const [usable, offers] = await Promise.all([list(v, groups[0] as (typeof groups)[number]), may ? v.api.get<List<Offer>>('/coupons/open') : { items: [] as Offer[] }]);
  return h('div', may ? byCode(v) : null, offers.items.length ? h('section', h('h2', say(v.text, 'toClaim')), h('ul.list', ...offers.items.map((o) => offer(v, o)))) : null, mine(v, usable));
}

export const coupons: Page = { title: 'coupons', icon: 'M4 7.5h16v3.2a1.8 1.8 0 0 0 0 3.6v2.2H4v-2.2a1.8 1.8 0 0 0 0-3.6zM14 8.5v1M14 11.7v1M14 14.8v1', show };
