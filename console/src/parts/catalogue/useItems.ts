/* Items of the catalogue, found by what is typed, and by their ids. */
import { useQueries } from '@tanstack/react-query';
import { apiKey, runOp, useApi } from '@/api/hooks';
import type { Item } from '@/api/types';
import { useDebounced } from '@/hooks/useDebounced';
import { useWorkspace } from '@/hooks/workspace';

const NAMED_MAX = 30; /* ids that are looked up, each a request of its own */

export function useFindItems(typed: string): { items: readonly Item[]; busy: boolean } {
  const q = useDebounced(typed.trim(), 250);
  const found = useApi('listItems', { limit: 20, ...(q ? { q } : {}) }, { live: false });
  return { items: found.data?.items ?? [], busy: found.isFetching };
}

/** Those of the ids that the catalogue knows; `most` of them are asked for. */
export function useItems(ids: readonly string[], most = NAMED_MAX): Map<string, Item> {
  const { slug: workspace } = useWorkspace();
  // Not every letter of an id that is being typed.
  const key = useDebounced([...new Set(ids)].filter(Boolean).slice(0, most).join('\n'), 400);
  const asked = key === '' ? [] : key.split('\n');
  const all = useQueries({ queries: asked.map((id) => ({ queryKey: apiKey('getItem', workspace, { id }), queryFn: () => runOp('getItem', workspace, { id }), retry: false, staleTime: 300_000 })) });
  const known = new Map<string, Item>();
  all.forEach((x, i) => { const id = asked[i]; if (x.data && id !== undefined) known.set(id, x.data); });
  return known;
}
