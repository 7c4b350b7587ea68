/* The answer to a question as it is edited (rule 1): asked 400 ms after the last edit that changes it, never while an
   input method composes; the question before is aborted, and its numbers stay, dimmed, until there are new ones. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { isApiError, type ApiError } from '@/api/error';
import { apiKey, useApi } from '@/api/hooks';
import type { AnswerOf, HookArgs, OpName } from '@/api/ops';
import { PAUSE_MS, useComposing } from '@/hooks/useComposing';
import { useSlug } from '@/hooks/workspace';

export interface Answer<T> {
  /** The newest answer; `stale` while another is asked for, or cannot be. */
  data: T | undefined;
  /** The document it answers; what is behind its numbers is asked with this one. */
  of: object | null;
  stale: boolean;
  busy: boolean;
  error: ApiError | null;
  again: () => void;
  cancel: () => void;
}

function useSettled(key: string | null): string | null {
  const [settled, settle] = useState(key);
  const composing = useComposing();
  useEffect(() => {
    if (key === settled) return undefined;
    let timer = 0;
    const wait = (ms: number) => { timer = window.setTimeout(() => (composing.current ? wait(PAUSE_MS) : settle(key)), ms); };
    // Nothing was asked yet: nobody is waiting for the end of typing.
    wait(settled === null ? 0 : PAUSE_MS);
    return () => window.clearTimeout(timer);
  }, [key, settled, composing]);
  return settled;
}

export function useAnswer<N extends OpName>(op: N, asked: object | null): Answer<AnswerOf<N>> {
  const key = asked && JSON.stringify(asked);
  const settled = useSettled(key);
  const client = useQueryClient();
  const workspace = useSlug();
  const args = JSON.parse(settled ?? '{}') as HookArgs<N>;
  const q = useApi(op, args, { enabled: settled !== null, live: false, fresh: 300_000 });
  const last = useRef<{ data: AnswerOf<N>; of: object } | null>(null);
  if (q.data !== undefined && !q.isPlaceholderData && settled !== null) last.current = { data: q.data, of: args };
  const shown = settled === null ? null : last.current;
  return {
    data: shown?.data, of: shown?.of ?? null, busy: q.isFetching, stale: key !== settled || q.isPlaceholderData || q.isError,
    error: key === settled && isApiError(q.error) ? q.error : null, again: () => void q.refetch(),
    cancel: () => void client.cancelQueries({ queryKey: apiKey(op, workspace, args) }),
  };
}

/** The error, if it is of this field or of one within: `steps[1]` has what is wrong with `steps[1].events`. */
export const errorAt = (e: ApiError | null, field: string): ApiError | null => { const at = e?.place?.source ?? ''; return at === field || (at.startsWith(field) && /^[.[]/.test(at.slice(field.length))) ? e : null; };
