import { useEffect, useMemo, type ReactNode } from 'react';
import { useOwnLang, useSession } from '@/api/session';
import { setSignedOutHandler } from '@/api/request';
import { SessionContext } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Plain } from './Plain';
import { strings } from './strings';

/** To the login page, which comes back to this address afterwards. */
export function toLogin(): void {
  const l = window.location;
  if (l.pathname === '/login') return;
  const next = l.pathname + l.search;
  // A login link may be opened at any address.
  window.location.replace(`/login${next === '/' ? '' : `?next=${encodeURIComponent(next)}`}${l.hash.startsWith('#token=') ? l.hash : ''}`);
}

/** Lets its children see who is signed in, and in which workspace; sends everybody else to the login page. */
export function SessionGate({ workspace, children }: { workspace?: string; children: () => ReactNode }) {
  const t = useStrings(strings);
  const link = window.location.hash.startsWith('#token=');
  const q = useSession(!link);
  useOwnLang(q.data);
  useEffect(() => {
    setSignedOutHandler(toLogin);
    if (link) toLogin();
    return () => setSignedOutHandler(() => undefined);
  }, [link]);
  const found = q.data?.workspaces.find((w) => w.slug === workspace) ?? null;
  const value = useMemo(() => (q.data ? { me: q.data, workspace: found } : null), [q.data, found]);
  if (!value) {
    if (q.error && q.error.status !== 401) return <Plain><Problem error={q.error} onRetry={() => void q.refetch()} /></Plain>;
    return <Plain bare><Loading shape="page" /></Plain>;
  }
  if (workspace !== undefined && !found) return <SessionContext.Provider value={value}><Plain><EmptyState kind="narrow" title={t('unknownWorkspace', { slug: workspace })} action={<a href="/">Shoal</a>} /></Plain></SessionContext.Provider>;
  return <SessionContext.Provider value={value}>{children()}</SessionContext.Provider>;
}
