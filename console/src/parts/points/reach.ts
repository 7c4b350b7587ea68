/* What an operator's act will do to a person's account, said before it is done.  The server decides; this only reads what it
   would find. */
import type { Decimal, LedgerAccount } from '@/api/types';
import { compare, magnitude, negate, sign, sum } from './exact';

export type Act = 'grant' | 'spend' | 'freeze' | 'adjust';
export const acts: readonly Act[] = ['grant', 'spend', 'freeze', 'adjust'];

export interface Rules { decimals: number; pendingDays: number; debt: Decimal; approvalAbove: Decimal | null; archived: boolean }

const decimal = (v: unknown): Decimal | null => (typeof v === 'number' || (typeof v === 'string' && v !== '') ? String(v) : null);
/** Of a currency's document what an act has to know. */
export function rulesOf(document: Record<string, unknown>, status: string): Rules {
  return {
    decimals: Number(document.decimals ?? 0), pendingDays: Number(document.pending_days ?? 0), debt: decimal(document.debt) ?? '0',
    approvalAbove: decimal(document.approval_above), archived: status === 'archived',
  };
}

export interface Reach {
  before: Decimal; after: Decimal;
  /** Frozen before and after; of a freeze. */
  frozen: [Decimal, Decimal] | null;
  /** Not enough: by how much, beyond what may be owed. */
  short: Decimal | null;
  debt: Decimal | null;
  lots: number;
  approval: boolean;
  closed: boolean;
  pending: number;
}

export function reachOf(act: Act, amount: Decimal, account: Pick<LedgerAccount, 'available' | 'frozen' | 'lots'>, rules: Rules): Reach {
  const takes = act === 'spend' || act === 'freeze' || sign(amount) < 0;
  const size = magnitude(amount), before = account.available;
  const pending = act === 'grant' ? rules.pendingDays : 0;
  const after = takes ? sum(before, negate(size)) : pending > 0 ? before : sum(before, size);
  // Only spending may run into debt.
  const allowed = act === 'spend' ? rules.debt : '0';
  const floor = negate(allowed);
  const short = takes && compare(after, floor) < 0 ? sum(floor, negate(after)) : null;
  const owed = takes && act === 'spend' && sign(after) < 0 ? negate(sign(before) < 0 ? sum(after, negate(before)) : after) : null;
  let lots = 0, left = takes ? size : '0';
  for (const lot of account.lots) {
    if (sign(left) <= 0) break;
    if (lot.ready_at !== null) continue;
    lots++;
    left = sum(left, negate(lot.rest));
  }
  return {
    before, after, frozen: act === 'freeze' ? [account.frozen, sum(account.frozen, size)] : null, short, debt: short ? null : owed, lots,
    approval: act === 'adjust' && rules.approvalAbove !== null && compare(size, rules.approvalAbove) > 0,
    closed: rules.archived && (act === 'grant' || (act === 'adjust' && !takes)), pending,
  };
}
