import { App, Button } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useApi, useApiPages, useSend } from '@/api/hooks';
import type { CouponBatch, CouponKind } from '@/api/types';
import { useQueryClient } from '@tanstack/react-query';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Num } from '@/parts/text/Num';
import { Time } from '@/parts/text/Time';
import { JobCard } from '@/shell/JobCard';
import { showPanel } from '@/shell/ui';
import { strings } from '../strings';
import '@/shell/Tasks.css';

/** What was issued in bulk and which codes were made; codes are exported here, once. */
export function Batches({ kind }: { kind: CouponKind }) {
  const t = useStrings(strings), f = useFormat(), role = useStrings(roleNames);
  const { notification } = App.useApp();
  const client = useQueryClient();
  const may = useCan('operator');
  const [asking, ask] = useState<CouponBatch | null>(null);
  const list = useApiPages('listCouponBatches', { kind: kind.slug, limit: 50 });
  const jobs = useApi('listJobs', { limit: 20 });
  const send = useSend('exportCouponPool', ['listJobs', 'listCouponBatches']);
  const rows = list.data?.pages.flatMap((x) => x.items) ?? [];
  const ours = (p: { kind?: string; pool?: string }) => p.kind === kind.slug || rows.some((b) => b.id === p.pool);
  const active = (jobs.data?.items ?? []).filter((j) => j.kind === 'coupons' && (j.status === 'running' || j.status === 'queued') && ours(j.params));
  // What a job made is asked for again when it is over.
  const before = useRef(active.length);
  useEffect(() => {
    if (active.length < before.current) for (const key of ['listCouponBatches', 'getCouponKind', 'listCoupons']) void client.invalidateQueries({ queryKey: [key] });
    before.current = active.length;
  }, [active.length, client]);
  const names = { segment: t('whatSegment'), pool: t('whatPool'), file: t('whatFile') };
  const submit = () => asking && send.mutate({ id: asking.id }, { onSuccess: (job) => {
    ask(null);
    notification.success({ key: job.id, title: t('exportStarted'), actions: <Button type="link" size="small" onClick={() => { notification.destroy(job.id); showPanel('tasks'); }}>{t('tasks')}</Button> });
  } });
  const exporting = (b: CouponBatch) => b.what === 'segment' ? null : b.exported_at ? <span className="muted">{t('exportedAt', { when: f.dateTime(b.exported_at) })}</span>
    : <ActionButton size="small" reason={!may ? t('needRole', { role: role('operator') }) : b.done < b.targets && t('notDone')} onClick={() => ask(b)}>{t('export')}…</ActionButton>;
  return (
    <>
      {active.length > 0 && <Card title={t('running')}><div className="coupon-jobs">{active.map((j) => <JobCard key={j.id} job={j} />)}</div></Card>}
      {list.isError && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {!list.data && !list.isError && <Loading shape="table" />}
      {list.data && (
        <Card flush title={t('batches')}>
          {rows.length === 0 ? <EmptyState kind="nothing" title={t('noBatches')} help={t('noBatchesHelp')} /> : (
            <div className="coupons"><Table keys rows={rows} rowKey={(b) => b.id} label={t('batches')} onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage} columns={[
              { id: 'what', title: t('what'), cell: (b) => names[b.what] },
              { id: 'at', title: t('startedAt'), wide: true, cell: (b) => <Time v={b.started_at} /> },
              { id: 'targets', title: t('targets'), align: 'right', wide: true, cell: (b) => <Num v={b.targets} full /> },
              { id: 'made', title: t('made'), align: 'right', cell: (b) => <Num v={b.issued} full /> },
              { id: 'held', title: t('heldOut'), align: 'right', wide: true, cell: (b) => (b.what === 'segment' ? <Num v={b.held_out} full /> : '–') },
              { id: 'refused', title: <span title={t('refusedHelp')}>{t('refused')}</span>, label: t('refused'), align: 'right', wide: true, cell: (b) => <Num v={b.refused} full /> },
              { id: 'export', title: t('exported'), align: 'right', cell: exporting },
            ]} /></div>
          )}
          <NextPage list={list} />
        </Card>
      )}
      {asking && <ConfirmReach open title={t('exportTitle', { n: asking.issued })} consequences={[t('export1'), t('export2')]} confirm={t('export')} danger busy={send.isPending} error={send.error} onConfirm={submit} onCancel={() => { send.reset(); ask(null); }} />}
    </>
  );
}
