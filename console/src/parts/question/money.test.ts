import { describe, expect, it } from 'vitest';
import type { Vocabulary } from '@/api/types';
import { formulaIsMoney, isMoney } from './money';

const prop = (name: string, money: boolean, zh = name) => ({ name, title: { en: name, zh }, types: ['number' as const], money, samples: [] });
const v = {
  events: [
    { name: 'order_completed', title: { en: 'Order', zh: '支付订单' }, rows: 1, props: [prop('amount', true, '金额'), prop('quantity', false)] },
    { name: 'points_changed', title: { en: 'Points changed', zh: '积分变动' }, rows: 1, props: [prop('amount', false, '金额')] },
    { name: 'page_viewed', title: { en: 'View page', zh: '浏览页面' }, rows: 1, props: [] },
  ],
  item_fields: [prop('item.price', true), prop('item.weight', false)],
} as unknown as Vocabulary;

describe('a figure is money', () => {
  it('when the property is money on every event that has it', () => {
    expect(isMoney(v, 'order_completed', 'amount')).toBe(true);
    expect(isMoney(v, '支付订单 where quantity > 1', '金额')).toBe(true);
    expect(isMoney(v, 'order_completed or page_viewed', 'amount')).toBe(true);
    expect(isMoney(v, 'order_completed where (a or b)', 'amount')).toBe(true);
    expect(isMoney(v, 'points_changed', 'amount')).toBe(false);
    expect(isMoney(v, 'order_completed or points_changed', 'amount')).toBe(false);
    expect(isMoney(v, '*', 'amount')).toBe(false);
    expect(isMoney(v, 'order_completed', 'quantity')).toBe(false);
    expect(isMoney(v, 'page_viewed', 'amount')).toBe(false);
    expect(isMoney(undefined, 'order_completed', 'amount')).toBe(false);
    expect(isMoney(v, 'order_completed', 'item.price')).toBe(true);
    expect(isMoney(v, 'order_completed', 'item.weight')).toBe(false);
  });
  it('when a formula leaves one money', () => {
    const figures = [true, false, true];
    for (const yes of ['A', 'A / B', 'A - C', '(A + C) / B', 'A * 1.13', '-A', 'A * C / A', 'A + 0', '100 * A / B']) expect([yes, formulaIsMoney(yes, figures)]).toEqual([yes, true]);
    for (const no of ['B', 'A / C', 'A * C', 'A + B', 'A / C * 100', '1', '', 'A /', 'B / A', 'D']) expect([no, formulaIsMoney(no, figures)]).toEqual([no, false]);
  });
});
