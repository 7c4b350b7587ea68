import { expect, it } from 'vitest';
import { sum } from '@/parts/points/exact';
import { totalsOf } from './totals';

it('reads system accounts without their sign, and they add up', () => {
  const t = totalsOf({ currency: 'points', issued: '-1000.00', spent: '300.00', expired: '50.00', adjusted: '-20.50', shortfall: '-5.00', available: '600.50', pending: '70.00', frozen: '5.00', accounts: 3 });
  expect(t).toMatchObject({ issued: '1000.00', adjusted: '20.50', shortfall: '5.00', outstanding: '675.50' });
  expect(sum(t.issued, t.adjusted, t.shortfall)).toBe(sum(t.spent, t.expired, t.outstanding));
});
