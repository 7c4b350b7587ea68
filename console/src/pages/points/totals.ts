/* What became of a currency: system accounts stand with their sign (issued is below zero), people read them without. */
import type { Decimal, LedgerTotal } from '@/api/types';
import { negate, sum } from '@/parts/points/exact';

export interface Totals { issued: Decimal; spent: Decimal; expired: Decimal; adjusted: Decimal; shortfall: Decimal; outstanding: Decimal; available: Decimal; pending: Decimal; frozen: Decimal; accounts: number }

/** issued + adjusted + shortfall = spent + expired + outstanding. */
export function totalsOf(t: LedgerTotal): Totals {
  return {
    issued: negate(t.issued), spent: t.spent, expired: t.expired, adjusted: negate(t.adjusted), shortfall: negate(t.shortfall),
    outstanding: sum(t.available, t.pending, t.frozen), available: t.available, pending: t.pending, frozen: t.frozen, accounts: t.accounts,
  };
}
