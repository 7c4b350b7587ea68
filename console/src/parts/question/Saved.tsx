import type { ReactNode } from 'react';
import { useApi } from '@/api/hooks';
import type { Title } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';

/** A question that is kept: a resource of kind `question`. */
export interface SavedQuestion { slug: string; version: number; title: Title; /** What is asked. */ question: object; /** All fields, for the next version. */ document: Record<string, unknown> }

const schema = { saved: p.maybe() };

/** The kept question of the address (`?saved=`), loaded before the page that edits it; null when there is none. */
export function Saved({ asks, children }: { asks: string; children: (saved: SavedQuestion | null) => ReactNode }) {
  const [{ saved: slug }] = useUrlState(schema);
  const q = useApi('getDocument', { kind: 'question', slug: slug ?? '' }, { enabled: slug !== null, keep: false, live: false });
  if (slug === null) return <>{children(null)}</>;
  if (q.isError) return <div className="page"><Problem error={q.error} onRetry={() => void q.refetch()} /></div>;
  if (!q.data) return <div className="page"><Loading shape="page" /></div>;
  const { document } = q.data;
  // Somebody wrote the slug of another kind into the address: the question is not this page's.
  const question = document.asks === asks && typeof document.question === 'object' && document.question !== null ? document.question : {};
  return <div key={slug} style={{ display: 'contents' }}>{children({ slug, version: q.data.version, title: q.data.title, question, document })}</div>;
}
