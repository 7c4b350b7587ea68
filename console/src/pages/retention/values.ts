/* What a cell of retention shows. */
import type { Retention, RetentionCell, RetentionGroup } from '@/api/types';

export const shows = ['rate', 'count', 'lost', 'per_person'] as const;
export type Show = (typeof shows)[number];

/** null: nothing to divide by, or not there. */
export function valueOf(c: RetentionCell | undefined, show: Show): number | null {
  if (!c) return null;
  if (show === 'count') return c.people;
  if (show === 'lost') return c.of - c.people;
  if (show === 'rate') return c.rate;
  return c.per_person === null || c.per_person === undefined ? null : Number(c.per_person);
}
/** Who is behind a cell: those who came back, or those who did not. */
export const whatOf = (show: Show): 'retained' | 'lost' => (show === 'lost' ? 'lost' : 'retained');
export const behind = (c: RetentionCell | undefined, show: Show): number => (c === undefined ? 0 : show === 'lost' ? c.of - c.people : c.people);
/** Cohorts of all stand in the answer, those of a group in it. */
export const cohortsOf = (d: Retention, g: RetentionGroup): Retention['cohorts'] => (g.kind === 'all' ? d.cohorts : g.cohorts ?? []);
/** The darkest colour belongs to the most of the later columns: the first is nearly always all of them. */
export function most(cohorts: Retention['cohorts'], show: Show): number {
  const later = cohorts.flatMap((c) => c.cells.slice(1).map((x) => valueOf(x, show) ?? 0));
  return Math.max(0, ...(later.some((v) => v > 0) ? later : cohorts.flatMap((c) => c.cells.map((x) => valueOf(x, show) ?? 0))));
}
