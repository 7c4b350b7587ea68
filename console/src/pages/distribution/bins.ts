/* Bins are [from, to) (docs/QUESTIONS.md); one of a single value is [v, v], and one without an end has null there. */
import type { Distribution } from '@/api/types';

export type Bin = Distribution['bins'][number];

/** The whole numbers in a bin: the first and the last; null without an end, or when there are none. */
export function wholesIn(b: Bin): [number, number] | null {
  if (b.from === null || b.to === null) return null;
  if (b.from === b.to) return Number.isInteger(b.from) ? [b.from, b.to] : null;
  const first = Math.ceil(b.from), last = Math.ceil(b.to) - 1;
  return first <= last ? [first, last] : null;
}

/** Where in the row of bins a number lies: 2.5 is the middle of the third. A whole number is as wide as one, so that what
    lies between two has a place too. Null in a bin without an end: nobody knows how wide it is. */
export function placeOf(v: number, bins: readonly Bin[], whole: boolean): number | null {
  for (const [i, b] of bins.entries()) {
    const wholes = whole ? wholesIn(b) : null;
    const from = wholes ? wholes[0] - 0.5 : b.from, to = wholes ? wholes[1] + 0.5 : b.to;
    if (to === null) return from !== null && v >= from ? null : i;
    if (v > to || v === to && from !== to) continue;
    if (from === null) return null;
    // Between this bin and the one before.
    if (v < from) return i;
    return from === to ? i + 0.5 : i + (v - from) / (to - from);
  }
  return null;
}
