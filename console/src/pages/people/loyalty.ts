/* Events of points, coupons and membership in words: what the log calls by slugs and codes has names and titles here. */
import type { PersonEvent } from '@/api/types';
import type { Translate } from '@/i18n/lang';
import type { Format } from '@/i18n/useFormat';
import type { Names } from '@/parts/members/useNames';
import type { strings } from './rewards.strings';

type Key = keyof typeof strings;
export interface Words { t: Translate<typeof strings>; f: Pick<Format, 'decimal' | 'money'>; names: Pick<Names, 'currency' | 'coupon' | 'programme' | 'level'> }

const events: ReadonlySet<string> = new Set(['points_changed', 'points_reserved', 'points_redeemed', 'points_released', 'points_returned', 'coupon_issued', 'coupon_claimed', 'coupon_reserved', 'coupon_redeemed', 'coupon_released', 'coupon_reversed', 'coupon_expired', 'coupon_revoked', 'tier_changed', 'member_joined', 'member_left']);
export const isLoyalty = (event: string): boolean => events.has(event);

/** Kinds of ledger transactions, as `reason` of points_changed has them. */
const kinds = { earn: 'earn', grant: 'grantK', spend: 'spend', refund: 'refund', reverse: 'reverse', clawback: 'clawback', transfer: 'transfer', freeze: 'freeze', unfreeze: 'unfreeze', adjust: 'adjust', expire: 'expire', release: 'release' } as const satisfies Record<string, Key>;
const causes = { upgraded: 'upgraded', downgraded: 'downgraded', by_hand: 'by_hand', joined: 'joined', left: 'leftC', canceled: 'canceled', refunded: 'refunded', ended: 'ended', lapsed: 'lapsedC' } as const satisfies Record<string, Key>;
const props = { programme: 'programme', level: 'level', from: 'from', cause: 'cause', currency: 'currency', balance_after: 'balance_after', txn: 'txn', ref: 'ref', coupon: 'coupon', coupon_id: 'coupon_id', store: 'store', staff: 'staff', source: 'source', order_total: 'order_total', reason: 'reasonP', amount: 'change' } as const satisfies Record<string, Key>;
const among = <M extends object>(m: M) => (k: string): M[keyof M] | undefined => (Object.hasOwn(m, k) ? m[k as keyof M] : undefined);
export const kindKey = among(kinds);
const causeKey = among(causes), propKey = among(props);

const valueOf = (e: PersonEvent, name: string): string => String(e.props.find((p) => p.name === name)?.value ?? '');

export const propTitle = (e: PersonEvent, name: string, { t }: Words): string | null => {
  const key = isLoyalty(e.event) ? propKey(name) : undefined;
  return key ? t(key) : null;
};

/** A property's value as it is called; null: as any other. */
export function propValue(e: PersonEvent, name: string, w: Words): string | null {
  const v = valueOf(e, name);
  if (!isLoyalty(e.event) || v === '') return null;
  switch (name) {
    case 'currency': return w.names.currency(v);
    case 'coupon': return w.names.coupon(v);
    case 'programme': return w.names.programme(v);
    case 'level': case 'from': return e.event === 'tier_changed' ? w.names.level(valueOf(e, 'programme'), v) : null;
    case 'cause': { const key = causeKey(v); return key ? w.t(key) : null; }
    case 'reason': { const key = kindKey(v); return key ? w.t(key) : null; }
    default: return null;
  }
}

export const signed = (v: string, f: Words['f']): string => (Number(v) > 0 ? `+${f.decimal(v)}` : f.decimal(v).replace('-', '−'));

/** What a folded line says after the event's title: null for other events. */
export function brief(e: PersonEvent, w: Words): string | null {
  if (!isLoyalty(e.event)) return null;
  const name = (p: string) => propValue(e, p, w) ?? valueOf(e, p);
  const join = (...parts: string[]) => parts.filter(Boolean).join(' · ');
  switch (e.event) {
    case 'points_changed': return join(`${signed(valueOf(e, 'amount'), w.f)} ${name('currency')}`, name('reason'), w.t('pBalance', { n: w.f.decimal(valueOf(e, 'balance_after')) }));
    case 'points_reserved': case 'points_redeemed': case 'points_released': case 'points_returned': return join(`${w.f.decimal(valueOf(e, 'points'))} ${name('currency')}`, w.f.money(valueOf(e, 'amount')), valueOf(e, 'order_id'));
    case 'tier_changed': return join(name('programme'), w.t('pTo', { from: name('from') || w.t('noLevel'), to: name('level') || w.t('noLevel') }), name('cause'));
    case 'member_joined': return join(name('programme'), valueOf(e, 'source'), valueOf(e, 'store'), valueOf(e, 'staff'));
    case 'member_left': return join(name('programme'), name('cause'));
    default: { const off = valueOf(e, 'discount'); return join(name('coupon'), Number(off) > 0 ? w.t('discount', { n: w.f.money(off) }) : '', valueOf(e, 'order_id')); }
  }
}
