import type { ClassificationDaily } from '@/api/types';

/** One row per name, by day: people, or their share of those shown (0 on a day without anybody). */
export function series(d: Pick<ClassificationDaily, 'classes' | 'counts'>, names: readonly string[], share: boolean): number[][] {
  const at = names.map((n) => d.classes.findIndex((c) => c.name === n));
  const rows = at.map((i) => d.counts.map((day) => (i < 0 ? 0 : day[i] ?? 0)));
  if (!share) return rows;
  const whole = d.counts.map((_, k) => rows.reduce((n, r) => n + (r[k] ?? 0), 0));
  return rows.map((r) => r.map((v, k) => (whole[k] ? v / (whole[k] as number) : 0)));
}
