import { describe, expect, it } from 'vitest';
import { compare, digitsOf, magnitude, negate, share, sign, sum, typedAmount } from './exact';

describe('exact amounts', () => {
  it('add up beyond what a Number holds', () => {
    expect(sum('9007199254740993', '1')).toBe('9007199254740994');
    expect(sum('0.10', '0.2', '-0.30')).toBe('0.00');
    expect(sum('-5', '4.75')).toBe('-0.25');
    expect(sum()).toBe('0');
  });
  it('have a sign', () => {
    expect([sign('-0.00'), sign('0.01'), sign('-3')]).toEqual([0, 1, -1]);
    expect([negate('12.50'), negate('-3'), negate('0.00'), magnitude('-0.05')]).toEqual(['-12.50', '3', '0.00', '0.05']);
    expect([compare('10', '9.99'), compare('1.0', '1'), compare('-2', '1')]).toEqual([1, 0, -1]);
    expect(digitsOf('3.140')).toBe(3);
  });
  it('are shares only for reading', () => expect([share('1', '4'), share('1', '0')]).toEqual([0.25, null]));
  it('are read as people type them', () => {
    expect(typedAmount('1,200', 0)).toBe('1200');
    expect(typedAmount('１２．５', 2)).toBe('12.5');
    expect(typedAmount('−20', 0, true)).toBe('-20');
    for (const wrong of ['', '0', '0.00', '-5', '1.5', 'ten', '1e3', '1.', '1234567890123456']) expect(typedAmount(wrong, 0)).toBeNull();
    expect(typedAmount('1.234', 2)).toBeNull();
  });
});
