import type { SegmentRow } from '@/api/types';

/** Every word of the search is in the names, the id, the rule, its sentence, the description or the author. */
export function matches(s: Pick<SegmentRow, 'title' | 'slug' | 'expression' | 'sentence' | 'description' | 'author'>, q: string): boolean {
  const text = [s.title.zh, s.title.en, s.slug, s.expression, s.sentence.zh, s.sentence.en, s.description?.zh ?? '', s.description?.en ?? '', s.author].join('\n').toLowerCase();
  return q.toLowerCase().split(/[\s\u3000]+/).every((w) => text.includes(w));
}

/** Several segments as one rule. */
export const combine = (slugs: readonly string[], op: 'and' | 'or'): string => slugs.map((s) => `segment("${s}")`).join(` ${op} `);
