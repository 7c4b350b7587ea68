/* A currency as a document and as a form.  Amounts stay the text that was typed: the server says what is wrong with them.
   What the form has no field for is carried along. */

export const kinds = ['points', 'growth', 'coins', 'credit'] as const;
export const expiries = ['never', 'months', 'days', 'yearly'] as const;
export const ends = ['moment', 'day', 'month', 'year'] as const;
export const clawbacks = ['own_lots', 'other_lots', 'debt'] as const;
export type Expiry = (typeof expiries)[number];

export interface CurrencyForm {
  zh: string; en: string; unitZh: string; unitEn: string; type: (typeof kinds)[number]; decimals: string;
  expiry: Expiry; months: string; days: string; end: (typeof ends)[number]; yearly: string; pending: string;
  debt: string; worth: string; grant: string; spend: string; transfer: string; adjust: string; approval: string;
  transfers: boolean; grace: string; clawback: (typeof clawbacks)[number]; step: string; share: string;
  minOrder: string; minPoints: string; perOrder: string; perDay: string; withCoupons: boolean; paysShipping: boolean; checkoutRest: Doc;
  rest: Doc;
}
export type Doc = Record<string, unknown>;

const object = (v: unknown): Doc => (v !== null && typeof v === 'object' && !Array.isArray(v) ? (v as Doc) : {});
const text = (v: unknown): string => (typeof v === 'string' || typeof v === 'number' ? String(v) : '');
const oneOf = <T extends string>(all: readonly T[], v: unknown, otherwise: T): T => (all.includes(v as T) ? (v as T) : otherwise);
const ownCheckout = ['step', 'max_share', 'minimum_order', 'minimum_points', 'per_order', 'per_day', 'with_coupons', 'shipping'];
const no = (v: unknown) => v === false || v === 'no', yes = (v: unknown) => v === true || v === 'yes';
const own = ['title', 'unit', 'type', 'decimals', 'expires', 'pending_days', 'debt', 'worth', 'limits', 'approval_above', 'transfers', 'refund_expired', 'clawback', 'checkout'];

/** Both languages of a title; one given as plain text is both. */
const both = (v: unknown): [string, string] => (typeof v === 'string' ? [v, v] : [text(object(v).zh), text(object(v).en)]);

export function readCurrency(document: Doc): CurrencyForm {
  const d = object(document), e = object(d.expires), limits = object(d.limits), checkout = object(d.checkout);
  const [zh, en] = both(d.title), [unitZh, unitEn] = both(d.unit);
  const expiry: Expiry = e.yearly !== undefined ? 'yearly' : e.months !== undefined ? 'months' : e.days !== undefined ? 'days' : 'never';
  return {
    zh, en, unitZh, unitEn, type: oneOf(kinds, d.type, 'points'), decimals: text(d.decimals) || '0',
    expiry, months: text(e.months) || '12', days: text(e.days) || '365', end: oneOf(ends, e.end_of, 'moment'), yearly: text(e.yearly) || '12-31', pending: text(d.pending_days),
    debt: text(d.debt), worth: text(d.worth), grant: text(limits.grant), spend: text(limits.spend), transfer: text(limits.transfer), adjust: text(limits.adjust), approval: text(d.approval_above),
    transfers: d.transfers === true || d.transfers === 'yes', grace: text(object(d.refund_expired).grace_days), clawback: oneOf(clawbacks, d.clawback, 'other_lots'),
    step: text(checkout.step), share: text(checkout.max_share), minOrder: text(checkout.minimum_order), minPoints: text(checkout.minimum_points), perOrder: text(checkout.per_order), perDay: text(checkout.per_day),
    withCoupons: !no(checkout.with_coupons), paysShipping: yes(checkout.shipping), checkoutRest: Object.fromEntries(Object.entries(checkout).filter(([k]) => !ownCheckout.includes(k))),
    rest: Object.fromEntries(Object.entries(d).filter(([k]) => !own.includes(k))),
  };
}

const clean = (o: Doc): Doc | undefined => { const kept = Object.entries(o).filter(([, v]) => v !== undefined && v !== ''); return kept.length > 0 ? Object.fromEntries(kept) : undefined; };
const whole = (s: string): unknown => (/^\d{1,9}$/.test(s.trim()) ? Number(s.trim()) : s.trim() || undefined);
/** A number where it is the same one, as people write documents by hand; else the text. */
const amount = (s: string): string | number | undefined => {
  const plain = s.normalize('NFKC').replace(/[,\s]/g, '');
  return plain.length <= 15 && String(Number(plain)) === plain ? Number(plain) : plain || undefined;
};
const pair = (zh: string, en: string): Doc | undefined => clean({ zh: zh.trim(), en: en.trim() });

export function writeCurrency(f: CurrencyForm): Doc {
  const end = f.end === 'moment' ? undefined : f.end;
  const expires = { never: undefined, months: clean({ months: whole(f.months), end_of: end }), days: clean({ days: whole(f.days), end_of: end }), yearly: { yearly: f.yearly.trim() } }[f.expiry];
  return clean({
    ...f.rest, title: pair(f.zh, f.en), unit: pair(f.unitZh, f.unitEn), type: f.type === 'points' ? undefined : f.type, decimals: f.decimals === '0' ? undefined : whole(f.decimals),
    expires, pending_days: f.pending.trim() === '0' ? undefined : whole(f.pending), debt: amount(f.debt), worth: amount(f.worth),
    limits: clean({ grant: amount(f.grant), spend: amount(f.spend), transfer: amount(f.transfer), adjust: amount(f.adjust) }), approval_above: amount(f.approval),
    transfers: f.transfers || undefined, refund_expired: f.grace.trim() ? { grace_days: whole(f.grace) } : undefined, clawback: f.clawback === 'other_lots' ? undefined : f.clawback,
    checkout: clean({
      step: amount(f.step), max_share: amount(f.share), minimum_order: amount(f.minOrder), minimum_points: amount(f.minPoints), per_order: amount(f.perOrder), per_day: amount(f.perDay),
      with_coupons: f.withCoupons ? undefined : false, shipping: f.paysShipping || undefined, ...f.checkoutRest,
    }),
  }) ?? {};
}

/** What a shop most likely wants: a year and to the end of the month, a second pair of eyes on large adjustments. */
export const firstCurrency = (): CurrencyForm => readCurrency({ title: { zh: '积分', en: 'Points' }, unit: { zh: '分', en: 'pts' }, expires: { months: 12, end_of: 'month' }, worth: '0.01', approval_above: '10000' });
export const emptyCurrency = (): CurrencyForm => ({ ...firstCurrency(), zh: '', en: '', worth: '' });
