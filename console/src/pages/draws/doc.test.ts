import { describe, expect, it } from 'vitest';
import { begin, chanceOf, costOfTurn, gateOpen, noneOf, percentOf, shareOf, shownPercent, WHOLE } from './doc';

describe('odds', () => {
  it('are exact to nine digits', () => {
    expect(['0.0001', '0.000000001', '1', '0.3', 0.1, '0.0000000001', '1.1', 'x', undefined].map((p) => chanceOf(p as never))).toEqual([100_000, 1, WHOLE, 300_000_000, 100_000_000, null, null, null, null]);
    expect([100_000, 1, WHOLE, 300_000_000, 0, 123_456_789].map(percentOf)).toEqual(['0.01%', '0.0000001%', '100%', '30%', '0%', '12.3456789%']);
  });
  it('are typed as percent', () => {
    expect(['0.01', '30%', '100', '12.5', '.5', '', 'a lot', '0'].map(shareOf)).toEqual(['0.0001', '0.3', '1', '0.125', '0.005', undefined, 'alot', '0']);
    for (const p of ['0.0001', '0.3', '1', '0.123456789', '0']) expect(shareOf(shownPercent(p))).toBe(p);
  });
  it('leave the rest to no prize, and tell when it is too much', () => {
    expect(noneOf([{ slug: 'a', probability: '0.1' }, { slug: 'b', probability: '0.2' }])).toBe(700_000_000);
    expect(noneOf([{ slug: 'a', probability: '0.9' }, { slug: 'b', probability: '0.2' }])).toBeLessThan(0);
    expect(noneOf([{ slug: 'a', probability: 'x' }])).toBeNull();
    expect(costOfTurn([{ slug: 'a', probability: '0.1', cost: 20 }, { slug: 'b', probability: '0.5', cost: 1 }])).toBeCloseTo(2.5);
  });
  it('begin with everything that is asked', () => {
    for (const d of [begin('points'), begin(undefined)]) expect(Object.values(gateOpen(d))).toEqual([true, true, true, true, true]);
  });
});
