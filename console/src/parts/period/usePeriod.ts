import type { Compare } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';

export const LENGTHS = [7, 30, 90, 365] as const;
export type Length = (typeof LENGTHS)[number];
export interface Period { days: Length; from: string | null; to: string | null; compare: Compare }
const STORED = 'shoal.compare';
const remembered = (): Compare => {
  try {
    const s = localStorage.getItem(STORED);
    return s === 'year' || s === 'none' ? s : 'previous';
  } catch { return 'previous'; }
};

/** The page's period and comparison, kept in the URL; the comparison is remembered for the next page (rule 12).
 *  `args` is what getOverview and its like take. */
export function usePeriod(otherwise: Length = 30) {
  const [s, set] = useUrlState({ days: p.int(otherwise), from: p.day(), to: p.day(), compare: { read: (v: string | null): Compare => (v === 'previous' || v === 'year' || v === 'none' ? v : remembered()), write: (v: Compare) => v } });
  const period: Period = { days: LENGTHS.find((n) => n === s.days) ?? otherwise, from: s.from && s.to ? s.from : null, to: s.from && s.to ? s.to : null, compare: s.compare };
  const change = (patch: Partial<Period>) => {
    if (patch.compare) try { localStorage.setItem(STORED, patch.compare); } catch { /* storage refused: kept in the URL */ }
    set(patch, { push: true });
  };
  const span = period.from && period.to ? { from: period.from, to: period.to } : { days: period.days };
  return { period, change, span, args: { ...span, compare: period.compare } };
}

const DAY = 86_400_000;
const shift = (day: string, n: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY).toISOString().slice(0, 10);
/** The window of the same length right before (-1) or after (+1); null when it would pass `last`. */
export function step(from: string, to: string, by: -1 | 1, last: string): { from: string; to: string } | null {
  const n = Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1;
  const next = { from: shift(from, by * n), to: shift(to, by * n) };
  return next.to > last ? null : next;
}
