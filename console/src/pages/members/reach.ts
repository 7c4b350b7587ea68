/* What saving other rules does to those who are members. */
import { list, same, titleOf, type Doc } from './doc';
import type { Title } from '@/api/types';

export interface Count { level: string; status: string; members: number }
export const activeOf = (counts: readonly Count[], level?: string): number => counts.reduce((n, c) => n + (c.status === 'active' && (level === undefined || c.level === level) ? c.members : 0), 0);

const rules = (d: Doc): unknown => [d.growth, d.period, d.counts, d.downgrade, list(d.levels).map((l) => [l.slug, l.growth, l.keep, l.when])];

/** Whether levels may change for somebody, and which levels are gone with their members. */
export function reachOf(before: Doc, after: Doc, counts: readonly Count[]): { rules: boolean; gone: { level: Title; members: number }[] } {
  const stays = new Set(list(after.levels).map((l) => l.slug));
  return { rules: !same(rules(before), rules(after)), gone: list(before.levels).filter((l) => !stays.has(l.slug)).map((l) => ({ level: titleOf(l.title, l.slug), members: activeOf(counts, l.slug) })) };
}
