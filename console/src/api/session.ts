import { useQuery, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { useCallback, useEffect } from 'react';
import { useLang } from '@/i18n/lang';
import type { ApiError } from './error';
import { ops } from './ops';
import { setCsrf } from './request';
import type { Me } from './types';

/* useApi's key of the same operation, so that both see one answer. */
const KEY = ['me', null, {}] as const;

/** Who is signed in. 401 is an answer, not a failure to try again. */
export function useSession(enabled = true): UseQueryResult<Me, ApiError> {
  const q = useQuery<Me, ApiError>({ queryKey: KEY, queryFn: ({ signal }) => ops.me({}, { signal }), staleTime: 300_000, enabled });
  if (q.data) setCsrf(q.data.csrf);
  return q;
}

/** Takes over a session that login has begun: its CSRF token, its language. */
export function useBegin(): (me: Me) => void {
  const client = useQueryClient();
  const { setLang } = useLang();
  return useCallback((me) => {
    client.clear();
    setCsrf(me.csrf);
    if (me.user) setLang(me.user.locale);
    client.setQueryData(KEY, me);
  }, [client, setLang]);
}

/** Refreshes `me` after names, languages or grants changed. */
export function useRefreshMe(): () => Promise<void> {
  const client = useQueryClient();
  return useCallback(() => client.invalidateQueries({ queryKey: ['me'] }), [client]);
}

/** The language the server keeps for this person is the first choice at a new browser. */
export function useOwnLang(me: Me | undefined): void {
  const { setLang } = useLang();
  useEffect(() => {
    let chosen: string | null = null;
    try { chosen = localStorage.getItem('shoal.lang'); } catch { /* storage refused */ }
    if (me?.user && !chosen) setLang(me.user.locale);
  }, [me?.user, setLang]);
}
