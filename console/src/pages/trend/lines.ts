/* What is drawn and listed: one line for each figure, or for each group of one figure. */
import type { Trend, TrendGroup } from '@/api/types';

export interface Line { name: string; group: TrendGroup; /** Index among series, then formulas. */ figure: number; money: boolean; values: (number | null)[]; before: (number | null)[] | null; total: number | null; totalBefore: number | null; /** A cell of this line; null: a formula has no people. */ cell: object | null }

export const figuresOf = (d: Trend): number => d.series.length + d.formulas.length;
/** A label, or both where it is broken down twice. */
export const cellOf = (g: TrendGroup): object => (g.kind === 'all' ? {} : g.kind === 'other' ? { other: true } : { group: g.labels.length > 1 ? g.labels : g.label });

export function lineOf(d: Trend, g: TrendGroup, figure: number, name: string, money = false): Line {
  return {
    name, group: g, figure, money, values: g.values[figure] ?? [], before: g.before ? g.before[figure] ?? [] : null,
    total: g.totals[figure] ?? null, totalBefore: g.totals_before ? g.totals_before[figure] ?? null : null,
    cell: figure < d.series.length ? { series: figure + 1, ...cellOf(g) } : null,
  };
}
/** Rates are drawn against an axis of their own, or they would lie on the ground under counts. */
export const needsRight = (lines: readonly Line[]): ReadonlySet<number> => {
  const top = (l: Line) => Math.max(0, ...l.values.map((v) => Math.abs(v ?? 0)));
  const most = Math.max(0, ...lines.map(top));
  return new Set(lines.filter((l) => most > 0 && top(l) < most / 20).map((l) => l.figure));
};
