import type { Metric } from '@/api/types';

/** What is always on the page, in reading order; everything else is one click away. */
export const MAIN = ['gmv', 'orders', 'buyers', 'new_buyers', 'aov', 'repurchase_rate'] as const;

export function arrange(metrics: readonly Metric[]): { main: Metric[]; rest: Metric[] } {
  const by = new Map(metrics.map((m) => [m.id, m]));
  const main = MAIN.flatMap((id) => by.get(id) ?? []);
  const chosen = new Set(main.map((m) => m.id));
  return { main, rest: metrics.filter((m) => !chosen.has(m.id)) };
}

const DAY = 86_400_000;
/** The civil day n days after (before, if negative). */
export const dayPlus = (day: string, n: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY).toISOString().slice(0, 10);

export const daysBetween = (a: string, b: string): number => Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / DAY);

/** Returning = all − new, where both are known. */
export const rest = (all: readonly (number | null)[], part: readonly (number | null)[]): (number | null)[] =>
  all.map((v, i) => { const q = part[i]; return v === null || q === null || q === undefined ? null : v - q; });
