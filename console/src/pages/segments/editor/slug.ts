import type { Title } from '@/api/types';
import { isSlug } from '@/parts/people/slug';

export { isSlug };

/** An id out of the title's Latin letters, free among those taken; a title without any gets segment-1, -2, … */
export function slugFor(title: Title, taken: readonly string[]): string {
  const latin = (s: string) => s.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, 48).replace(/-+$/, '');
  const wish = [latin(title.en), latin(title.zh)].find((s) => s.length >= 2);
  const free = (base: string, from: number): string => { for (let n = from; ; n++) { const s = n === 1 && wish ? base : `${base}-${n}`; if (!taken.includes(s)) return s; } };
  return free(wish ?? 'segment', 1);
}
