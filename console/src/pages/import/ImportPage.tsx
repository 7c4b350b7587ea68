import { ExperimentOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { lazy, Suspense } from 'react';
import { useLocation } from 'wouter';
import { useApiPages, useSend } from '@/api/hooks';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { DropZone } from '@/parts/upload/DropZone';
import type { PageProps } from '../index';
import { ActiveImports } from './ActiveImports';
import { queue, useQueue } from './queue';
import { QueueList } from './QueueList';
import { RunTable } from './RunTable';
import { strings } from './strings';

const ACCEPT = '.csv,.tsv,.txt,.ndjson,.jsonl,.json,.gz,.zst,.dat,.log,text/*';
const RunDrawer = lazy(() => import('./RunDrawer'));

/** No import yet: the drop zone is above; here is the other way to see something. */
function Nothing() {
  const t = useStrings(strings);
  const may = useCan('operator');
  const demo = useSend('loadDemo', ['listJobs']);
  if (!may) return <EmptyState kind="nothing" title={t('none')} help={t('noneView')} />;
  return (
    <EmptyState kind="nothing" title={t('none')} help={<>{t('noneHelp')}{demo.isError && <Problem inline error={demo.error} />}</>}
      action={<Button icon={<ExperimentOutlined />} loading={demo.isPending} title={t('demoHelp')} onClick={() => demo.mutate({})}>{t('demo')}</Button>} />
  );
}

export default function ImportPage(_: PageProps) {
  const t = useStrings(strings);
  const { slug } = useWorkspace();
  const may = useCan('operator');
  const [, go] = useLocation();
  const [s, set] = useUrlState({ run: p.maybe() });
  const q = useApiPages('listImports', { limit: 50 }, { live: true });
  const items = useQueue(slug);
  const runs = q.data?.pages.flatMap((x) => x.items) ?? [];
  const open = runs.find((r) => r.id === s.run);
  const add = (files: File[]) => queue.add(slug, files, files.length === 1 ? (u) => { if (window.location.pathname.endsWith('/import')) go(`/import/${u.id}`); } : undefined);
  return (
    <Page title={t('title')} lead={t('lead')}>
      {may && <DropZone onFiles={add} multiple help={t('accepts')} accept={ACCEPT} small={runs.length > 0 || items.length > 0} />}
      {items.length > 0 && <QueueList items={items} />}
      <ActiveImports />
      <Card title={t('history')} flush>
        {!q.data ? (q.isError ? <Problem error={q.error} onRetry={() => void q.refetch()} /> : <Loading shape="table" />)
          : runs.length === 0 ? <Nothing />
          : <RunTable rows={runs} onOpen={(r) => set({ run: r.id }, { push: true })} onMore={q.hasNextPage ? () => void q.fetchNextPage() : undefined} moreBusy={q.isFetchingNextPage} />}
      </Card>
      {open && <Suspense><RunDrawer run={open} onClose={() => set({ run: null })} /></Suspense>}
    </Page>
  );
}
