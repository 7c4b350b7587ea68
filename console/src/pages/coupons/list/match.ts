import type { CouponKind } from '@/api/types';

/** Every word of the search is in the names, the id, the sentence or the author. */
export function matches(k: Pick<CouponKind, 'title' | 'slug' | 'sentence' | 'author'>, q: string): boolean {
  const text = [k.title.zh, k.title.en, k.slug, k.sentence?.zh ?? '', k.sentence?.en ?? '', k.author].join('\n').toLowerCase();
  return q.toLowerCase().split(/[\s\u3000]+/).every((w) => text.includes(w));
}
