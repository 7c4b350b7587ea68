import { isSlug } from '@/parts/people/slug';

/** Addresses of pages beside those of kinds. */
const reserved = ['new', 'try'];
export const slugGood = (s: string): boolean => isSlug(s) && !reserved.includes(s);

/** An id out of the name's Latin letters and digits, free among those taken; a name without any gets coupon, coupon-2, … */
export function slugFor(zh: string, en: string, taken: readonly string[]): string {
  const latin = (s: string) => s.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, 48).replace(/-+$/, '');
  const base = [latin(en), latin(zh)].find((s) => s.length >= 2) ?? 'coupon';
  for (let n = 1; ; n++) {
    const s = n === 1 ? base : `${base}-${n}`;
    if (!taken.includes(s) && !reserved.includes(s)) return s;
  }
}
