/* Thresholds as ranges people can read.  The rules are those of docs/CLASSIFICATIONS.md: quantile scores count thresholds
   below the value (x > t), descending ones thresholds above it (x < t); fixed ones include their threshold. */
import type { Classification } from '@/api/types';

export type Score = Classification['scores'][number];
export interface Range { score: number; low: string | null; lowIncluded: boolean; high: string | null; highIncluded: boolean; empty: boolean }

/** What each score from the highest down stands for. `at` are the thresholds as the server used them, from score 2 up. */
export function ranges(s: Pick<Score, 'by' | 'descending'>, thresholds: readonly string[]): Range[] {
  const at = [...thresholds].sort((a, b) => (s.descending ? Number(b) - Number(a) : Number(a) - Number(b)));
  const fixed = s.by === 'fixed', n = at.length + 1;
  return Array.from({ length: n }, (_, i) => {
    const score = n - i, below = at[score - 2] ?? null, above = at[score - 1] ?? null;
    const range = s.descending
      ? { score, low: above, lowIncluded: !fixed, high: below, highIncluded: fixed }
      : { score, low: below, lowIncluded: fixed, high: above, highIncluded: !fixed };
    const empty = range.low !== null && range.high !== null && Number(range.low) >= Number(range.high);
    return { ...range, empty };
  });
}

/** Is the measure a whole number by what it is: days, counts. */
export const isWhole = (expression: string): boolean => /^(count|distinct|days_since)\(/.test(expression.trim());

/** "≥ 3", "23–65", "> 410.68", "" when everything is meant. `show` prints a number. */
export function rangeText(r: Range, whole: boolean, show: (v: string) => string): string {
  if (r.empty) return '–';
  if (whole) {
    const low = r.low === null ? null : Number(r.low) + (r.lowIncluded ? 0 : 1), high = r.high === null ? null : Number(r.high) - (r.highIncluded ? 0 : 1);
    if (low !== null && high !== null) return low > high ? '–' : low === high ? show(String(low)) : `${show(String(low))}–${show(String(high))}`;
    if (low !== null) return `≥ ${show(String(low))}`;
    return high === null ? '' : `≤ ${show(String(high))}`;
  }
  const low = r.low === null ? '' : `${r.lowIncluded ? '≥' : '>'} ${show(r.low)}`, high = r.high === null ? '' : `${r.highIncluded ? '≤' : '<'} ${show(r.high)}`;
  return [low, high].filter(Boolean).join(' · ');
}

/** Where a value stands among the bins, in bins: 2.5 = in the middle of the third. */
export function placeIn(bins: readonly { from: string; to: string | null }[], v: string): number {
  const x = Number(v);
  for (const [i, b] of bins.entries()) {
    const from = Number(b.from), to = b.to === null ? null : Number(b.to);
    if (x < from) return i;
    if (to === null) return i + 0.5;
    if (x < to) return i + (x - from) / (to - from);
  }
  return bins.length;
}

/** Cuts of a measure: the distinct thresholds of every score of it. */
export function cuts(measure: string, thresholds: readonly { of: string; at: readonly string[] }[]): string[] {
  const all = thresholds.filter((t) => t.of === measure).flatMap((t) => t.at);
  return [...new Set(all)].sort((a, b) => Number(a) - Number(b));
}
