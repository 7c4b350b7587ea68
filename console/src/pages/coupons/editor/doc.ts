/* A kind of coupons as the document it is: the form reads and writes places of it by their path, so that whatever it has no
   field for is carried along, and an error of the server is at the place of the field.  Nothing here judges it. */

export type Doc = Record<string, unknown>;
export const benefits = ['threshold', 'amount_off', 'percent_off', 'tiered', 'fixed_price', 'gift', 'shipping'] as const;
export type Benefit = (typeof benefits)[number];

const isDoc = (v: unknown): v is Doc => v !== null && typeof v === 'object' && !Array.isArray(v);

/** 'benefit.amount', 'benefit.tiers.0.spend'. */
export function at(doc: unknown, path: string): unknown {
  let v = doc;
  for (const k of path.split('.')) {
    if (Array.isArray(v)) v = v[Number(k)];
    else if (isDoc(v)) v = v[k];
    else return undefined;
  }
  return v;
}

function put(v: unknown, keys: readonly string[], value: unknown): unknown {
  const [k = '', ...rest] = keys;
  if (keys.length === 0) return value;
  if (Array.isArray(v)) {
    const list = [...(v as unknown[])];
    list[Number(k)] = put(list[Number(k)], rest, value);
    return list;
  }
  const next = put(isDoc(v) ? v[k] : undefined, rest, value);
  const { [k]: _, ...others } = isDoc(v) ? v : {};
  // A section without a field is not there: {} would say something where nothing is meant.
  if (next === undefined || (isDoc(next) && Object.keys(next).length === 0)) return others;
  // What was there keeps its place; the order of a document is that of its reader.
  return isDoc(v) && k in v ? Object.fromEntries(Object.entries(v).map(([name, x]) => [name, name === k ? next : x])) : { ...others, [k]: next };
}
/** The document with a value at a place; undefined takes it away. */
export const set = (doc: Doc, path: string, value: unknown): Doc => put(doc, path.split('.'), value) as Doc;

export const text = (doc: Doc, path: string): string => { const v = at(doc, path); return typeof v === 'string' || typeof v === 'number' ? String(v) : ''; };
export const flag = (doc: Doc, path: string, otherwise: boolean): boolean => { const v = at(doc, path); return typeof v === 'boolean' ? v : otherwise; };
export const names = (doc: Doc, path: string): string[] => { const v = at(doc, path); return Array.isArray(v) ? v.map(String) : []; };

/** A number as the document keeps it; what is none stays as it was typed, and the server says so. */
export const numberOf = (s: string): number | string | undefined => {
  const x = s.trim();
  return x === '' ? undefined : /^-?\d+(\.\d+)?$/.test(x) && String(Number(x)) === x ? Number(x) : x;
};

/* ---- benefits ---- */

const own: Record<Benefit, Doc> = {
  threshold: { spend: 200, amount: 30 }, amount_off: { amount: 10 }, percent_off: { percent: 10 }, tiered: { tiers: [{ spend: 100, amount: 10 }, { spend: 200, amount: 30 }] },
  fixed_price: { price: 9.9 }, gift: { items: [] }, shipping: { free: true },
};
const kept: Record<Benefit, readonly string[]> = { threshold: ['spend', 'amount'], amount_off: ['amount'], percent_off: ['percent', 'max_discount', 'round'], tiered: ['round'], fixed_price: ['price', 'quantity'], gift: ['items', 'quantity'], shipping: [] };

/** Another benefit begins with an example, and with what the two have in common. */
export function setBenefit(doc: Doc, type: Benefit): Doc {
  const old = isDoc(doc.benefit) ? doc.benefit : {};
  const same = Object.fromEntries(Object.entries(old).filter(([k]) => kept[type].includes(k)));
  return set(doc, 'benefit', { type, ...own[type], ...same });
}
export const benefitOf = (doc: Doc): Benefit | null => { const t = at(doc, 'benefit.type'); return benefits.includes(t as Benefit) ? (t as Benefit) : null; };

export interface Tier { spend?: unknown; quantity?: unknown; amount?: unknown; percent?: unknown }
export const tiersOf = (doc: Doc): Tier[] => { const v = at(doc, 'benefit.tiers'); return Array.isArray(v) ? v.map((x) => (isDoc(x) ? x : {})) : []; };
/** All tiers are of one form: by money or by pieces, an amount or a percent. */
export const tierForm = (tiers: readonly Tier[]): { by: 'spend' | 'quantity'; give: 'amount' | 'percent' } =>
  ({ by: tiers.some((x) => x.quantity !== undefined) ? 'quantity' : 'spend', give: tiers.some((x) => x.percent !== undefined) ? 'percent' : 'amount' });
export function setTierForm(doc: Doc, by: 'spend' | 'quantity', give: 'amount' | 'percent'): Doc {
  const old = tierForm(tiersOf(doc));
  const tiers = tiersOf(doc).map((x, i) => ({ [by]: old.by === by ? x[by] : by === 'quantity' ? i + 2 : 100 * (i + 1), [give]: old.give === give ? x[give] : 10 * (i + 1) }));
  const next = set(doc, 'benefit.tiers', tiers);
  return give === 'amount' ? set(next, 'benefit.max_discount', undefined) : next;
}
/** One more tier, above the last. */
export function addTier(doc: Doc): Doc {
  const tiers = tiersOf(doc), { by, give } = tierForm(tiers), last = tiers[tiers.length - 1];
  const up = (v: unknown, step: number) => (typeof v === 'number' || typeof v === 'string' ? Number(v) || 0 : 0) + step;
  return set(doc, 'benefit.tiers', [...tiers, { [by]: up(last?.[by], by === 'spend' ? 100 : 1), [give]: up(last?.[give], 10) }]);
}
export const removeTier = (doc: Doc, i: number): Doc => set(doc, 'benefit.tiers', tiersOf(doc).filter((_, k) => k !== i));

/* ---- validity ---- */

export type Span = 'fixed' | 'days' | 'hours';
/** How long a coupon is good: only within the fixed window, or so many days or hours of its own. */
export const spanOf = (doc: Doc): Span => (at(doc, 'valid.hours') !== undefined ? 'hours' : at(doc, 'valid.days') !== undefined ? 'days' : 'fixed');
export function setSpan(doc: Doc, span: Span): Doc {
  const n = at(doc, 'valid.days') ?? at(doc, 'valid.hours');
  let d = doc;
  for (const k of ['days', 'hours', 'counting']) d = set(d, `valid.${k}`, undefined);
  // These belong to a span of its own.
  if (span === 'fixed') for (const k of ['starts', 'delay_days']) d = set(d, `valid.${k}`, undefined);
  return span === 'fixed' ? d : set(d, `valid.${span}`, n ?? (span === 'days' ? 7 : 24));
}

/* ---- shares of the cost ---- */

export const sharesOf = (doc: Doc): [string, unknown][] => { const v = doc.cost_share; return isDoc(v) ? Object.entries(v) : []; };
export const setShares = (doc: Doc, list: readonly (readonly [string, unknown])[]): Doc => set(doc, 'cost_share', list.length ? Object.fromEntries(list) : undefined);

/* ---- all of it ---- */

export const newDoc = (): Doc => ({ title: { zh: '', en: '' }, benefit: { type: 'threshold', ...own.threshold }, valid: { days: 7 } });
/* The server keeps documents in an order of its own: the order of fields means nothing, that of lists does. */
const sorted = (v: unknown): unknown => (Array.isArray(v) ? v.map(sorted) : isDoc(v) ? Object.fromEntries(Object.keys(v).sort().map((k) => [k, sorted(v[k])])) : v);
export const same = (a: Doc, b: Doc): boolean => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));

/** The name in both languages; one text stands for both. */
export function titleOf(doc: Doc): { zh: string; en: string } {
  const v = doc.title;
  if (typeof v === 'string') return { zh: v, en: v };
  return { zh: text(doc, 'title.zh'), en: text(doc, 'title.en') };
}
/** As the server takes it: a language that is missing is the other one. */
export function complete(doc: Doc): Doc {
  const { zh, en } = titleOf(doc), one = zh.trim() || en.trim();
  const { title: _, ...rest } = doc;
  return one === '' ? rest : { ...doc, title: { zh: zh.trim() || one, en: en.trim() || one } };
}
/** Texts that may be one for both languages, as one of each. */
export function normal(doc: Doc): Doc {
  let d = doc;
  for (const path of ['title', 'description', 'texts.title', 'texts.rules']) { const v = at(d, path); if (typeof v === 'string') d = set(d, path, { zh: v, en: v }); }
  return d;
}
/** A copy for a new kind: its own name. */
export const copyOf = (doc: Doc, zh: string, en: string): Doc => ({ ...doc, title: { zh, en } });

/** '/benefit/tiers/0/spend' → 'benefit.tiers.0.spend' */
export const pathOf = (pointer: string): string => pointer.replace(/^\//, '').split('/').map((s) => s.replace(/~1/g, '/').replace(/~0/g, '~')).join('.');
/** Whether an error at `where` belongs to the field at `path`: it is there, or below. */
export const concerns = (where: string, path: string): boolean => where === path || where.startsWith(`${path}.`);
