import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { Problem } from './Problem';

/** Under a list whose next page was refused; what is there stays.  A list whose moment is gone begins again. */
export function NextPage<T>({ list }: { list: UseInfiniteQueryResult<InfiniteData<T>, Error & { code?: string }> }) {
  if (!list.data || !list.isError) return null;
  const again = list.isFetchNextPageError && list.error.code !== 'page_expired' ? list.fetchNextPage : list.refetch;
  return <div className="problem-next"><Problem inline error={list.error} onRetry={() => void again()} /></div>;
}
