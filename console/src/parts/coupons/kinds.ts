/* Figures of a kind of coupons that follow from its counts. */
import type { CouponCounts, CouponKind } from '@/api/types';

/** How many more may be issued; null: there is no budget. */
export const left = (c: Pick<CouponCounts, 'budget_issue' | 'issued'>): number | null => (c.budget_issue === null ? null : Math.max(0, c.budget_issue - c.issued));

/** Used of those that somebody got; null: nobody got any. */
export const usedRate = (c: Pick<CouponCounts, 'issued' | 'redeemed'>): number | null => (c.issued > 0 ? c.redeemed / c.issued : null);

/** Share of the money of the budget that is given or promised; null: there is no such budget. */
export const spentShare = (c: Pick<CouponCounts, 'budget_amount' | 'redeemed_amount' | 'reserved_amount'>): number | null =>
  c.budget_amount === null || Number(c.budget_amount) === 0 ? null : (Number(c.redeemed_amount) + Number(c.reserved_amount)) / Number(c.budget_amount);

/** Why none can be issued now, or null. */
export const closed = (k: Pick<CouponKind, 'state'>): CouponKind['state'] | null => (k.state === 'open' || k.state === 'scheduled' ? null : k.state);

/** The last moment of a validity, whose end is exclusive: a day that ends at midnight is the day before. */
export const lastMoment = (until: string): string => new Date(Date.parse(until) - 1).toISOString();

/** Text as a text of the language. */
const quoted = (s: string): string => `"${s.replace(/\\/g, '\\\\').replace(/"/g, '\\"')}"`;
/** People who got a coupon of the kind, however. */
export const gotExpression = (slug: string): string => `did(coupon_issued where coupon = ${quoted(slug)}) or did(coupon_claimed where coupon = ${quoted(slug)})`;
/** People to whom this happened with a coupon of the kind. */
export const didExpression = (event: 'coupon_claimed' | 'coupon_redeemed' | 'coupon_expired' | 'coupon_revoked', slug: string): string => `did(${event} where coupon = ${quoted(slug)})`;

/** The slug when an expression is just a segment. */
export const segmentOf = (expression: string): string | null => /^segment\("([a-z][a-z0-9_-]*)"\)$/.exec(expression.trim())?.[1] ?? null;
