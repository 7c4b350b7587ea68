import { describe, expect, it } from 'vitest';
import type { Coupon, CouponKind } from '@/api/types';
import { closed, gotExpression, lastMoment, left, segmentOf, spentShare, usedRate } from '@/parts/coupons/kinds';
import { addTier, complete, concerns, copyOf, newDoc, normal, numberOf, pathOf, removeTier, same, set, setBenefit, setSpan, setTierForm, spanOf, tierForm, tiersOf, type Doc } from './editor/doc';
import { slugFor, slugGood } from './editor/slug';
import { lifeOf } from './kind/life';
import { matches } from './list/match';
import { askedCart, newCart, newLine, readCart, writeCart } from './try/cart';

describe('the document of a kind', () => {
  it('keeps what it does not know, and its order', () => {
    const doc: Doc = { title: 'x', benefit: { type: 'amount_off', amount: 5 }, strange: [1], valid: { days: 7 } };
    const next = set(doc, 'benefit.amount', 6);
    expect(next).toEqual({ ...doc, benefit: { type: 'amount_off', amount: 6 } });
    expect(Object.keys(next)).toEqual(Object.keys(doc));
    expect(doc.benefit).toEqual({ type: 'amount_off', amount: 5 });
  });
  it('has no section without a field', () => {
    const doc = set(set(newDoc(), 'budget.issue', 5), 'scope.exclude.brands', ['A']);
    expect(doc.budget).toEqual({ issue: 5 });
    expect(set(doc, 'budget.issue', undefined)).not.toHaveProperty('budget');
    expect(set(doc, 'scope.exclude.brands', undefined)).not.toHaveProperty('scope');
  });
  it('is the same in another order, not with another list', () => {
    expect(same({ a: { x: 1, y: [1, 2] }, b: 2 }, { b: 2, a: { y: [1, 2], x: 1 } })).toBe(true);
    expect(same({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  });
  it('keeps numbers exact and what is none as typed', () => {
    expect([' ', '12', '12.50', '0.1', '-3', '1e3', '12a', '007'].map(numberOf)).toEqual([undefined, 12, '12.50', 0.1, -3, '1e3', '12a', '007']);
  });
  it('changes its benefit and keeps what both have', () => {
    const doc = set(newDoc(), 'benefit.amount', 77);
    expect(setBenefit(doc, 'amount_off').benefit).toEqual({ type: 'amount_off', amount: 77 });
    expect(setBenefit(doc, 'percent_off').benefit).toEqual({ type: 'percent_off', percent: 10 });
    expect(setBenefit(setBenefit(doc, 'shipping'), 'threshold').benefit).toEqual({ type: 'threshold', spend: 200, amount: 30 });
  });
  it('has tiers of one form that rise', () => {
    let doc = addTier(setBenefit(newDoc(), 'tiered'));
    expect(tiersOf(doc)).toEqual([{ spend: 100, amount: 10 }, { spend: 200, amount: 30 }, { spend: 300, amount: 40 }]);
    doc = setTierForm(set(doc, 'benefit.max_discount', 9), 'quantity', 'percent');
    expect(tiersOf(doc)).toEqual([{ quantity: 2, percent: 10 }, { quantity: 3, percent: 20 }, { quantity: 4, percent: 30 }]);
    expect(tierForm(tiersOf(doc))).toEqual({ by: 'quantity', give: 'percent' });
    expect(setTierForm(doc, 'quantity', 'amount').benefit).not.toHaveProperty('max_discount');
    expect(tiersOf(removeTier(doc, 0))).toHaveLength(2);
  });
  it('leaves nothing of a span that is gone', () => {
    const doc = set(set(set(newDoc(), 'valid.starts', 'claim'), 'valid.counting', 'rolling'), 'valid.until', '2026-12-31');
    expect(spanOf(doc)).toBe('days');
    expect(setSpan(doc, 'fixed').valid).toEqual({ until: '2026-12-31' });
    expect(setSpan(doc, 'hours').valid).toEqual({ hours: 7, starts: 'claim', until: '2026-12-31' });
  });
  it('is named in both languages', () => {
    expect(complete(set(newDoc(), 'title.zh', ' 券 ')).title).toEqual({ zh: '券', en: '券' });
    expect(complete(newDoc())).not.toHaveProperty('title');
    expect(normal({ title: 'A', texts: { rules: 'r' } })).toEqual({ title: { zh: 'A', en: 'A' }, texts: { rules: { zh: 'r', en: 'r' } } });
    expect(copyOf({ title: 'A', claim: 'open' }, '甲', 'B')).toEqual({ title: { zh: '甲', en: 'B' }, claim: 'open' });
  });
  it('finds the field of an error', () => {
    expect(pathOf('/benefit/tiers/0/spend')).toBe('benefit.tiers.0.spend');
    expect(pathOf('/cost_share/a~1b')).toBe('cost_share.a/b');
    expect([concerns('scope.brands.0', 'scope.brands'), concerns('scope.brandsx', 'scope.brands'), concerns('', 'valid')]).toEqual([true, false, false]);
  });
  it('has an id that is no page', () => {
    expect(slugFor('满减', '30 off 200', [])).toBe('off-200');
    expect(slugFor('满减', 'New', [])).toBe('new-2');
    expect(slugFor('满减', '', ['coupon'])).toBe('coupon-2');
    expect(['new', 'try', 'ok', 'Ä'].map(slugGood)).toEqual([false, false, true, false]);
  });
});

describe('a cart', () => {
  it('survives its address', () => {
    const cart = { ...newCart(), lines: [{ ...newLine(), item: 'sku"1', quantity: 3, promoted: true }, newLine(), { ...newLine(), price: '9.90', member: true }], shipping: '8', points: true };
    expect(readCart(writeCart(cart))).toEqual(cart);
    expect(writeCart(newCart())).toBe('');
    for (const bad of ['', '{', '[]', '{"lines":3}', '{"lines":[{"quantity":-1}]}']) expect(readCart(bad), bad).toEqual(newCart());
  });
  it('asks only about lines that say something, by their number', () => {
    const cart = { ...newCart(), lines: [newLine(), { ...newLine(), item: ' p1 ', quantity: 2 }] };
    expect(askedCart(cart)).toEqual({ lines: [{ id: '2', item: 'p1', quantity: 2 }] });
    expect(askedCart({ ...cart, points: true })).toEqual({ lines: [{ id: '2', item: 'p1', quantity: 2 }], use_points: 'max' });
  });
});

describe('figures of a kind', () => {
  const counts = { kind: 'k', pool: 0, issued: 80, claimed: 0, reserved: 0, redeemed: 20, expired: 0, revoked: 0, reserved_amount: '10.00', redeemed_amount: '40.00', budget_issue: 100, budget_amount: '200' };
  it('follow from its counts', () => {
    expect([left(counts), left({ ...counts, issued: 120 }), left({ ...counts, budget_issue: null })]).toEqual([20, 0, null]);
    expect([usedRate(counts), usedRate({ issued: 0, redeemed: 0 }), spentShare(counts), spentShare({ ...counts, budget_amount: null })]).toEqual([0.25, null, 0.25, null]);
    expect((['open', 'scheduled', 'over', 'sold_out', 'archived'] as const).map((state) => closed({ state }))).toEqual([null, null, 'over', 'sold_out', 'archived']);
  });
  it('know the last day of an exclusive end', () => expect(lastMoment('2026-12-01T00:00:00.000Z')).toBe('2026-11-30T23:59:59.999Z'));
  it('lead to people', () => {
    expect(gotExpression('a-b')).toBe('did(coupon_issued where coupon = "a-b") or did(coupon_claimed where coupon = "a-b")');
    expect([segmentOf('segment("vip")'), segmentOf('segment("vip") and x')]).toEqual(['vip', null]);
  });
  it('are found by words of the sentence', () => {
    const k = { title: { zh: '秋', en: 'Autumn' }, slug: 'a', sentence: { zh: '满 200 减 30', en: '30 off' }, author: 'ann' } as CouponKind;
    expect(['autumn 30', '减 ann', 'winter'].map((q) => matches(k, q))).toEqual([true, true, false]);
  });
});

describe('the life of a coupon', () => {
  const c: Coupon = { id: 'cpn_1', kind: 'k', version: 1, code: 'A', status: 'issued', held: true, valid_from: '2026-01-01T00:00:00.000Z', valid_until: '2026-02-01T00:00:00.000Z', issued_at: '2026-01-01T00:00:00.000Z', claimed_at: null, source: 'api', order: null, used_at: null, reserved_until: null, discount: null, order_total: null };
  const now = Date.parse('2026-01-15T00:00:00Z');
  const told = (x: Partial<Coupon>) => lifeOf({ ...c, ...x }, now).map((s) => `${s.what}${s.ahead ? '+' : ''}`);
  it('is told in order', () => {
    expect(told({})).toEqual(['issued', 'ends+']);
    expect(told({ status: 'reserved', order: 'o', used_at: '2026-01-10T00:00:00.000Z', reserved_until: '2026-01-16T00:00:00.000Z' })).toEqual(['issued', 'reserved', 'held+', 'ends+']);
    expect(told({ status: 'redeemed', order: 'o', used_at: '2026-01-10T00:00:00.000Z' })).toEqual(['issued', 'redeemed']);
  });
  it('tells a code from a coupon', () => {
    expect(told({ held: false })).toEqual(['made', 'ends+']);
    expect(told({ claimed_at: '2026-01-05T00:00:00.000Z' })).toEqual(['made', 'claimed', 'ends+']);
    expect(told({ claimed_at: c.issued_at })).toEqual(['claimed', 'ends+']);
    expect(told({ valid_from: '2026-01-20T00:00:00.000Z' })).toEqual(['issued', 'starts+', 'ends+']);
  });
});
