/* Plans of a programme's document, as far as acts need them. */
import type { Title } from '@/api/types';

export interface PlanOf { slug: string; title: Title; price: string; trial: number; refund: 'none' | 'full' | 'by_day' }

export function plansOf(document: unknown): PlanOf[] {
  const all = (document as { plans?: unknown } | undefined)?.plans;
  if (!Array.isArray(all)) return [];
  return all.map((x: Record<string, unknown>) => {
    const slug = String(x.slug ?? ''), t = x.title as Partial<Title> | string | undefined;
    return { slug, title: typeof t === 'string' ? { zh: t, en: t } : { zh: t?.zh ?? t?.en ?? slug, en: t?.en ?? t?.zh ?? slug }, price: String(x.price ?? '0'), trial: Number(x.trial_days ?? 0), refund: x.refund === 'full' || x.refund === 'by_day' ? x.refund : 'none' };
  });
}
