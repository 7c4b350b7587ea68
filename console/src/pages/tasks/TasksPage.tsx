import { CheckCircleOutlined, DeleteOutlined, EditOutlined, PlusOutlined } from '@/theme/icons';
import { Alert, Segmented, Switch } from 'antd';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import type { TaskCounts } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { useArchive } from '@/parts/docs/useArchive';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Door } from '@/parts/people/Door';
import { Table } from '@/parts/table/Table';
import { Num } from '@/parts/text/Num';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { Begin } from './Begin';
import { Budget } from './Budget';
import { isKind, kinds, type Kind } from './doc';
import { doorOf } from './door';
import { State } from './State';
import { strings } from './strings';
import './tasks.css';

const schema = { tab: p.oneOf(kinds, 'task'), archived: p.flag() };

function Ends({ of }: { of: TaskCounts }) {
  const t = useStrings(strings), f = useFormat();
  if (of.until) return <Time v={new Date(Date.parse(of.until) - 1).toISOString()} as="day" />;
  return of.review ? <>{t('reviewOn', { day: f.dayOf(of.review) })}</> : <>–</>;
}

function List({ kind, items, reason }: { kind: Kind; items: TaskCounts[]; reason: string | null }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const [, go] = useLocation();
  const archive = useArchive(kind, ['taskCounts', 'listResources', 'vocabulary'], [t('archiveGiven')]);
  const name = (r: TaskCounts) => pick(r.title) || r.slug, at = (r: TaskCounts) => `/tasks/${kind}/${encodeURIComponent(r.slug)}`;
  const numbers = kind === 'badge'
    ? [
      { id: 'having', title: t('having'), align: 'right' as const, cell: (r: TaskCounts) => <Num v={r.having} full /> },
      { id: 'awarded', title: t('awarded'), align: 'right' as const, cell: (r: TaskCounts) => <Door expression={r.completed > 0 ? doorOf(kind, r.slug) : null} title={t('badgeDoor', { title: name(r) })}><Num v={r.completed} full /></Door> },
    ]
    : [
      ...(kind === 'task' ? [{ id: 'doing', title: t('doing'), align: 'right' as const, wide: true, cell: (r: TaskCounts) => <Num v={r.started - r.started_held} full /> }] : [{ id: 'doing', title: t('people'), align: 'right' as const, wide: true, cell: (r: TaskCounts) => <Num v={r.started - r.started_held} full /> }]),
      { id: 'done', title: t(kind === 'task' ? 'done' : 'days_'), align: 'right' as const, cell: (r: TaskCounts) => <Door expression={r.completed > 0 ? doorOf(kind, r.slug) : null} title={t(kind === 'task' ? 'completedDoor' : 'checkedDoor', { title: name(r) })}><Num v={r.completed - r.held} full /></Door> },
      { id: 'cost', title: t('cost'), align: 'right' as const, wide: true, cell: (r: TaskCounts) => (r.cost === null ? '–' : f.money(r.cost)) },
      { id: 'budget', title: t('budgetUsed'), wide: true, cell: (r: TaskCounts) => <Budget of={r} /> },
      { id: 'ends', title: t('ends'), wide: true, cell: (r: TaskCounts) => <Ends of={r} /> },
    ];
  return (
    <>
      <Card flush>
        <Table<TaskCounts> keys rows={items} rowKey={(r) => r.slug} label={t(kind)} onOpen={(r) => go(at(r))} columns={[
          { id: 'name', title: t('name'), cell: (r) => <><Link href={at(r)}>{name(r)}</Link>{r.errors > 0 && <span className="tsk-error">{t('errors', { n: r.errors })}</span>}</> },
          { id: 'state', title: t('state'), cell: (r) => <State state={r.state} /> },
          ...numbers,
          { id: 'acts', title: '', label: t('edit'), align: 'right', wide: true, cell: (r) => r.state !== 'archived' && <span className="tsk-acts">
            <ActionButton size="small" type="text" icon={<EditOutlined />} reason={reason} aria-label={`${t('edit')}: ${name(r)}`} onClick={() => go(`${at(r)}/edit`)} />
            <ActionButton size="small" type="text" icon={<DeleteOutlined />} reason={reason} aria-label={t('archiveOf', { title: name(r) })} onClick={() => archive.ask({ slug: r.slug, title: name(r) })} />
          </span> },
        ]} />
      </Card>
      {archive.dialog}
    </>
  );
}

/** Tasks, check-ins and badges, a tab each. */
export default function TasksPage(_: PageProps) {
  const t = useStrings(strings), role = useStrings(roleNames);
  const may = useCan('operator');
  const [s, set] = useUrlState(schema);
  const [adding, setAdding] = useState(false);
  const q = useApi('taskCounts', {});
  const kind = s.tab, reason = may ? null : t('needRole', { role: role('operator') });
  const all = (q.data?.items ?? []).filter((x) => isKind(x.kind)), of = (k: Kind) => all.filter((x) => x.kind === k);
  const mine = of(kind), gone = mine.filter((x) => x.state === 'archived').length, shown = s.archived ? mine : mine.filter((x) => x.state !== 'archived');
  return (
    <Page title={t('title')} lead={t('lead')}
      actions={shown.length > 0 && <ActionButton type="primary" icon={<PlusOutlined />} reason={reason} onClick={() => setAdding(!adding)}>{t(`newOf_${kind}`)}</ActionButton>}
      toolbar={<><Segmented aria-label={t('tabs')} value={kind} onChange={(tab) => { setAdding(false); set({ tab }, { push: true }); }} options={kinds.map((k) => ({ value: k, label: q.data ? `${t(k)} ${of(k).filter((x) => x.state !== 'archived').length}` : t(k) }))} />
        {gone > 0 && <label className="tsk-switch"><Switch size="small" checked={s.archived} onChange={(archived) => set({ archived })} /> {t('showArchived')}</label>}</>}>
      <Await query={q} shape="table">
        {(d) => <>
          {d.lag > 0 && <Alert type="info" showIcon title={t('lag', { n: d.lag })} />}
          {shown.length === 0
            ? <><EmptyState kind="nothing" icon={<CheckCircleOutlined />} title={t(`none_${kind}`)} help={t(kind === 'badge' ? 'noneHelp_badge' : 'noneHelp')} /><Begin kind={kind} reason={reason} /></>
            : <>{adding && <Begin kind={kind} reason={reason} />}<List key={kind} kind={kind} items={shown} reason={reason} /></>}
        </>}
      </Await>
    </Page>
  );
}
