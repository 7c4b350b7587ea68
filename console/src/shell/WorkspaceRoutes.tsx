import { lazy, Suspense, useEffect } from 'react';
import { Route, Switch, useLocation } from 'wouter';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { usePick } from '@/i18n/lang';
import { pages, type PageEntry } from '@/pages';
import NotFoundPage from '@/pages/notfound/NotFoundPage';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { ErrorBoundary } from '@/parts/feedback/ErrorBoundary';
import { Loading } from '@/parts/feedback/Loading';
import { Page } from '@/parts/page/Page';
import { rememberWorkspace } from './last';
import { paramsOf } from './params';
import { Shell } from './Shell';

const loaded = pages.map((entry) => ({ entry, Body: lazy(entry.load) }));

function Forbidden({ entry }: { entry: PageEntry }) {
  const pick = usePick();
  return <Page title={pick(entry.title)}><EmptyState kind="forbidden" need={entry.role ?? 'viewer'} /></Page>;
}

function Guarded({ entry, Body, params }: (typeof loaded)[number] & { params: Record<string, string | undefined> }) {
  return useCan(entry.role ?? 'viewer') ? <Body params={paramsOf(params)} /> : <Forbidden entry={entry} />;
}

export default function WorkspaceRoutes() {
  const [path] = useLocation();
  const { slug } = useWorkspace();
  useEffect(() => rememberWorkspace(slug), [slug]);
  useEffect(() => { document.getElementById('main')?.scrollTo(0, 0); }, [path]);
  return (
    <Shell>
      <ErrorBoundary resetKey={path}>
        <Suspense fallback={<div className="page"><Loading shape="page" /></div>}>
          <Switch>
            {loaded.map(({ entry, Body }) => <Route key={entry.id} path={entry.path}>{(params) => <Guarded entry={entry} Body={Body} params={params as Record<string, string | undefined>} />}</Route>)}
            <Route><NotFoundPage /></Route>
          </Switch>
        </Suspense>
      </ErrorBoundary>
    </Shell>
  );
}
