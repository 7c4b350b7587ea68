import type { Decimal } from '@/api/types';
import { sign } from '@/parts/points/exact';

/** The amount of a transaction with the sign of what people had afterwards; what only moved between them, or between available, pending
 *  and frozen, has none. */
export const movement = (r: { amount: Decimal; moved: Decimal }): { v: Decimal; signed: boolean } =>
  (sign(r.moved) === 0 ? { v: r.amount, signed: false } : { v: r.moved, signed: true });
