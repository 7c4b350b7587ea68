/* Items of the catalogue, found by what is typed, and by their ids. */
import { useQueries } from '@tanstack/react-query';
import { apiKey, runOp, useApi } from '@/api/hooks';
import type { Item } from '@/api/types';
import { useDebounced } from '@/hooks/useDebounced';
import { useWorkspace } from '@/hooks/workspace';

const AT_ONCE = 100; /* ids of one request, as the API says */

export function useFindItems(typed: string): { items: readonly Item[]; busy: boolean } {
  const q = useDebounced(typed.trim(), 250);
  const found = useApi('listItems', { limit: 20, ...(q ? { q } : {}) }, { live: false });
  return { items: found.data?.items ?? [], busy: found.isFetching };
}

/** Those of the ids that the catalogue knows; `most` of them are asked for, a hundred by one request. */
export function useItems(ids: readonly string[], most = AT_ONCE): Map<string, Item> {
  const { slug: workspace } = useWorkspace();
  // Not every letter of an id that is being typed.
  const key = useDebounced([...new Set(ids)].filter(Boolean).slice(0, most).join('\n'), 400);
  const asked = key === '' ? [] : key.split('\n');
  const parts = Array.from({ length: Math.ceil(asked.length / AT_ONCE) }, (_, i) => ({ ids: asked.slice(i * AT_ONCE, (i + 1) * AT_ONCE) }));
  const all = useQueries({ queries: parts.map((args) => ({ queryKey: apiKey('lookUpItems', workspace, args), queryFn: () => runOp('lookUpItems', workspace, args), staleTime: 300_000 })) });
  return new Map(all.flatMap((x) => (x.data?.items ?? []).map((item) => [item.id, item] as const)));
}
