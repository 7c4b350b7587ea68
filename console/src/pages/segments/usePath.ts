import type { UsedBy } from '@/api/types';
import { pages } from '@/pages';

/** The page of what uses a segment, where there is one. */
export function usePath(): (u: UsedBy) => string | null {
  const has = (path: string) => pages.some((e) => e.path === path);
  return (u) => (u.kind === 'segment' ? `/segments/${u.slug}` : u.kind === 'classification' && has('/classes/:slug') ? `/classes/${u.slug}` : u.kind === 'question' ? `/questions/${u.slug}` : u.kind === 'board' ? `/boards/${u.slug}` : null);
}
