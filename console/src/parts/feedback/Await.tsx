import { useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loading, type Shape } from './Loading';
import { Problem } from './Problem';
import './Await.css';

export interface AwaitProps<T> {
  query: UseQueryResult<T, Error>;
  shape?: Shape;
  /** Its key, if the question can be slow: shows the way out after 5 s. */
  cancelKey?: readonly unknown[];
  children: (data: T) => ReactNode;
}

/** One query's three faces: skeleton, problem with retry, content. While other arguments are asked, the old content stays, dimmed. */
export function Await<T>({ query, shape, cancelKey, children }: AwaitProps<T>) {
  const client = useQueryClient();
  if (query.data === undefined) {
    if (query.isError) return <Problem error={query.error} onRetry={() => void query.refetch()} />;
    return <Loading {...(shape ? { shape } : {})} onCancel={cancelKey ? () => void client.cancelQueries({ queryKey: cancelKey }) : undefined} />;
  }
  return (
    <div className={query.isPlaceholderData ? 'await await-old' : 'await'} aria-busy={query.isPlaceholderData}>
      {query.isError && <Problem inline error={query.error} onRetry={() => void query.refetch()} />}
      {children(query.data)}
    </div>
  );
}
