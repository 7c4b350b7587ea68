import { Tag } from 'antd';
import { useLocation } from 'wouter';
import type { EventRow } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Sparkline } from '@/parts/metric/Sparkline';
import { Door } from '@/parts/people/Door';
import { PlanTag } from '@/parts/plan/PlanTag';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { NameCell } from './NameCell';
import { didRule } from './rule';
import { strings } from './strings';

/* What needs somebody first. */
const order = { undeclared: 0, unseen: 1, declared: 2, none: 3 };

export function EventList({ rows, empty }: { rows: readonly EventRow[]; empty: React.ReactNode }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const [, go] = useLocation();
  return (
    <Table<EventRow> rows={rows} rowKey={(r) => r.name} label={t('events')} keys empty={empty} initialSort={{ id: 'rows', descending: true }}
      onOpen={(r) => go(`/data/events/${encodeURIComponent(r.name)}`)}
      columns={[
        { id: 'name', title: t('event'), sort: (r) => pick(r.title), cell: (r) => <NameCell title={pick(r.title)} name={r.name} {...(r.standard ? {} : { tag: <Tag variant="filled">{t('own')}</Tag> })} /> },
        ...(rows.some((r) => r.plan.status !== 'none') ? [{ id: 'plan', title: t('plan'), sort: (r: EventRow) => order[r.plan.status] * 1e9 - r.plan.flagged - r.plan.refused, cell: (r: EventRow) => <PlanTag plan={r.plan} /> }] : []),
        { id: 'rows', title: t('rows'), align: 'right', sort: (r) => r.rows, cell: (r) => f.count(r.rows) },
        { id: 'people', title: t('people'), align: 'right', wide: true, sort: (r) => r.people, cell: (r) => <Door expression={didRule(r.name)} title={t('didIt', { event: pick(r.title) })}>{f.count(r.people)}</Door> },
        { id: 'day', title: t('lastDay'), align: 'right', wide: true, sort: (r) => r.last_day, cell: (r) => f.count(r.last_day) },
        { id: 'week', title: t('lastWeek'), align: 'right', wide: true, sort: (r) => r.last_week, cell: (r) => f.count(r.last_week) },
        { id: 'trend', title: t('trend'), wide: true, width: 120, cell: (r) => <Sparkline values={r.trend} width={104} height={24} /> },
        { id: 'last', title: t('last'), align: 'right', sort: (r) => r.last_at, cell: (r) => <Time v={r.last_at} as="relative" /> },
        { id: 'props', title: t('props'), align: 'right', wide: true, sort: (r) => r.props, cell: (r) => f.count(r.props) },
      ]} />
  );
}
