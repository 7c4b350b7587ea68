import { Button, Select } from 'antd';
import { useCallback, useMemo } from 'react';
import { Link } from 'wouter';
import { useApi, useApiPages, useSend } from '@/api/hooks';
import type { SegmentDay, SegmentFull, SegmentMove } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Await } from '@/parts/feedback/Await';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { movesOf } from './changes';
import { strings } from './strings';

const causes = ['event', 'time', 'late', 'definition', 'identity', 'baseline'] as const;

/** Who came and who left, as Shoal saw it: day by day, and person by person with the cause. */
export function ChangesTab({ saved }: { saved: SegmentFull }) {
  const t = useStrings(strings);
  const days = useApi('segmentHistory', { slug: saved.slug, days: 90 });
  const look = useSend('lookAtSegment', ['segmentHistory', 'segmentChanges']);
  const may = useCan('operator');
  return (
    <>
      <Await query={days} shape="chart">
        {(d) => d.days.length === 0 ? <EmptyState kind="narrow" title={t('notLooked')} /> : (
          <Card title={t('history')} extra={may && <Button size="small" loading={look.isPending} onClick={() => look.mutate({ slug: saved.slug })}>{t('lookNow')}</Button>}>
            <p className="muted">{t('historyHelp')}</p>
            <History days={d.days} />
          </Card>
        )}
      </Await>
      <Moves slug={saved.slug} />
    </>
  );
}

function History({ days }: { days: readonly SegmentDay[] }) {
  const t = useStrings(strings), f = useFormat();
  const option = useCallback((c: ChartContext) => movesOf(days, { people: t('size'), entered: t('entered'), exited: t('exited') }, c), [days, t]);
  return <Chart option={option} height={280} label={t('history')} table={{ columns: [{ title: t('day') }, { title: t('size'), align: 'right' }, { title: t('entered'), align: 'right' }, { title: t('exited'), align: 'right' }], rows: days.map((d) => [d.day, f.count(d.people), f.count(d.entered), f.count(d.exited)]) }} />;
}

function Moves({ slug }: { slug: string }) {
  const t = useStrings(strings);
  const [{ cause }, set] = useUrlState({ cause: p.oneOf(['all', ...causes] as const, 'all') });
  const may = useCan('analyst');
  const list = useApiPages('segmentChanges', { slug, limit: 100, ...(cause === 'all' ? {} : { cause }) }, { enabled: may });
  const rows = useMemo(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  if (!may) return null;
  return (
    <Card flush title={t('moves')} extra={<Select size="small" aria-label={t('cause')} value={cause} onChange={(v) => set({ cause: v })} options={(['all', ...causes] as const).map((x) => ({ value: x, label: t(x) }))} popupMatchSelectWidth={false} />}>
      {list.isError && !list.data ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : !list.data ? <Loading shape="table" /> : rows.length === 0 ? <EmptyState kind="narrow" title={t('nobodyMoved')} /> : (
        <>
          <Table<SegmentMove> dense rows={rows} rowKey={(m) => `${m.lsn} ${m.at} ${m.person.subject} ${m.entered}`} label={t('moves')} columns={[
            { id: 'at', title: t('when'), cell: (m) => <Time v={m.at} as="relative" /> },
            { id: 'what', title: t('what'), cell: (m) => (m.entered ? `＋ ${t('entered')}` : `− ${t('exited')}`) },
            { id: 'person', title: t('who'), cell: (m) => (m.person.id === null ? t('erased') : <Link href={`/people/${encodeURIComponent(m.person.id)}`}>{m.person.name ?? m.person.id}</Link>) },
            { id: 'cause', title: t('cause'), cell: (m) => <span title={t(`${m.cause}Help`)}>{t(m.cause)}</span> },
            { id: 'version', title: t('version'), align: 'right', wide: true, cell: (m) => String(m.version) },
          ]} />
          <NextPage list={list} />
        </>
      )}
    </Card>
  );
}
