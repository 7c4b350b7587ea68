/* React's side of the API: `useApi` asks, `useSend` changes.  Both add the workspace of the URL. */
import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient, type UseMutationResult, type UseQueryResult, type UseInfiniteQueryResult, type InfiniteData } from '@tanstack/react-query';
import { useSlug } from '@/hooks/workspace';
import type { ApiError } from './error';
import { ops, type AnswerOf, type ArgsOf, type HookArgs, type OpName } from './ops';
import type { Options } from './request';

export interface AskOptions {
  enabled?: boolean;
  /** Keep the previous answer (dimmed by the caller through isPlaceholderData) while new arguments are asked. Default true. */
  keep?: boolean;
  /** Milliseconds for which an answer needs no new request. Default 30 s. */
  fresh?: number;
  /** False: not asked again when new events arrive (editors, previews). Default true. */
  live?: boolean;
  /** Asked again after so many milliseconds while the page is looked at: for what no event tells of. */
  every?: number;
}

/** Runs an operation with the workspace added where its path names one. */
export function runOp<N extends OpName>(name: N, workspace: string | null, args: object, o: Options = {}): Promise<AnswerOf<N>> {
  const all = ops[name].path.includes('{workspace}') ? { workspace, ...args } : args;
  return (ops[name] as unknown as (a: ArgsOf<N>, o: Options) => Promise<AnswerOf<N>>)(all as ArgsOf<N>, o);
}

export const apiKey = (name: OpName, workspace: string | null, args?: unknown): readonly unknown[] =>
  args === undefined ? [name, workspace] : [name, workspace, args];

/** `const q = useApi('getOverview', { days: 30 })`: a react-query result, typed by the operation. */
export function useApi<N extends OpName>(name: N, args: HookArgs<N>, o: AskOptions = {}): UseQueryResult<AnswerOf<N>, ApiError> {
  const workspace = useSlug();
  return useQuery<AnswerOf<N>, ApiError>({
    queryKey: apiKey(name, workspace, args),
    queryFn: ({ signal }) => runOp(name, workspace, args, { signal }),
    enabled: o.enabled ?? true,
    staleTime: o.fresh ?? 30_000,
    meta: { live: o.live ?? true },
    ...(o.every ? { refetchInterval: o.every } : {}),
    ...(o.keep === false ? {} : { placeholderData: keepPreviousData as never }),
  });
}

type PageOp = { [N in OpName]: AnswerOf<N> extends { items: unknown[]; next: string | null } ? N : never }[OpName];

/** Pages by cursor: `q.data.pages`, `q.fetchNextPage()`. */
export function useApiPages<N extends PageOp>(name: N, args: HookArgs<N>, o: AskOptions = {}): UseInfiniteQueryResult<InfiniteData<AnswerOf<N>>, ApiError> {
  const workspace = useSlug();
  return useInfiniteQuery<AnswerOf<N>, ApiError, InfiniteData<AnswerOf<N>>, readonly unknown[], string | undefined>({
    queryKey: [...apiKey(name, workspace, args), 'pages'],
    queryFn: ({ signal, pageParam }) => runOp(name, workspace, { ...args, cursor: pageParam }, { signal }),
    initialPageParam: undefined,
    getNextPageParam: (last) => (last as { next: string | null }).next ?? undefined,
    enabled: o.enabled ?? true,
    staleTime: o.fresh ?? 30_000,
    meta: { live: o.live ?? false },
    ...(o.every ? { refetchInterval: o.every } : {}),
  });
}

export type SendArgs<N extends OpName> = HookArgs<N> & { $?: Options };

/** `const save = useSend('putSegment', ['listSegments','getSegment'])`; `save.mutate({ slug, …, $: { ifMatch: 3 } })`.
 *  The operations named second are asked again afterwards. */
export function useSend<N extends OpName>(name: N, refresh: readonly OpName[] = []): UseMutationResult<AnswerOf<N>, ApiError, SendArgs<N>> {
  const workspace = useSlug();
  const client = useQueryClient();
  return useMutation<AnswerOf<N>, ApiError, SendArgs<N>>({
    mutationFn: ({ $, ...args }) => runOp(name, workspace, args, $),
    onSuccess: () => Promise.all(refresh.map((n) => client.invalidateQueries({ queryKey: [n] }))).then(() => undefined),
  });
}
