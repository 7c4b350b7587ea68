import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { PageProps } from '@/pages';
import { Editor } from './Editor';

/** A new segment; `?expression=` begins with a rule (audience drawer, links). */
export default function NewSegmentPage(_: PageProps) {
  const search = useSearch();
  const expression = useMemo(() => new URLSearchParams(search).get('expression') ?? '', [search]);
  const [, go] = useLocation();
  return <Editor key={expression} saved={null} expression={expression} onCreated={(s) => go(`/segments/${s.slug}`, { replace: true })} />;
}
