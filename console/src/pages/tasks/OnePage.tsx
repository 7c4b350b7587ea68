import { CopyOutlined, EditOutlined } from '@/theme/icons';
import { Alert, App, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useApi, useApiPages, useSend } from '@/api/hooks';
import type { ResourceDocument, TaskCounts, TaskRow } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { Daily } from '@/parts/chart/Daily';
import { textOf } from '@/parts/docs/doc';
import { useArchive } from '@/parts/docs/useArchive';
import { useCheck } from '@/parts/docs/useCheck';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Door } from '@/parts/people/Door';
import { Table } from '@/parts/table/Table';
import { Num } from '@/parts/text/Num';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { Budget } from './Budget';
import { isKind, mostCost, type Doc, type Kind } from './doc';
import { doorOf } from './door';
import { Reading } from './Reading';
import { State } from './State';
import { strings } from './strings';
import '@/parts/docs/docs.css';
import './tasks.css';

function Facts({ kind, of, title }: { kind: Kind; of: TaskCounts; title: string }) {
  const t = useStrings(strings), f = useFormat();
  const door = of.completed > of.held ? doorOf(kind, of.slug) : null;
  const facts: [string, React.ReactNode][] = kind === 'badge'
    ? [[t('having'), <Num key="h" v={of.having} full />], [t('awarded'), <Door key="a" expression={door} title={t('badgeDoor', { title })}><Num v={of.completed} full /></Door>]]
    : [
      [t('beganWhen'), <Num key="b" v={of.started - of.started_held} full />],
      ...(kind === 'task' ? [[t('completedPeople'), <Door key="p" expression={door} title={t('completedDoor', { title })}><Num v={of.people} full /></Door>] as [string, React.ReactNode]] : []),
      [t(kind === 'task' ? 'completions' : 'days_'), <Door key="c" expression={kind === 'task' ? null : door} title={t('checkedDoor', { title })}><Num v={of.completed - of.held} full /></Door>],
      [t('given'), <Num key="g" v={of.given} full />],
      ...(of.claimable ? [[t('claimable'), <Num key="w" v={of.claimable} full />] as [string, React.ReactNode]] : []),
      ...(of.reopened ? [[t('reopened'), <Num key="r" v={of.reopened} full />] as [string, React.ReactNode]] : []),
      ...(Number(of.points) ? [[t('pointsGiven'), f.decimal(of.points)] as [string, React.ReactNode]] : []),
      ...(of.coupons ? [[t('couponsGiven'), <Num key="o" v={of.coupons} full />] as [string, React.ReactNode]] : []),
      [t('costOf'), of.cost === null ? '–' : f.money(of.cost)],
      [t('budgetUsed'), <Budget key="u" of={of} />],
    ];
  return <dl className="tsk-facts">{facts.map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl>;
}

function ByDay({ kind, slug }: { kind: Kind; slug: string }) {
  const t = useStrings(strings);
  const q = useApi('taskDays', { kind, slug, days: 30 });
  const days = useMemo(() => q.data?.items.map((x) => ({ day: x.day, values: [x.n - x.held] })) ?? [], [q.data]);
  const names = useMemo(() => [t(kind === 'task' ? 'completions' : kind === 'check_in' ? 'days_' : 'awarded')], [t, kind]);
  return <Card title={t(`chart_${kind}`)}><Await query={q} shape="chart">{() => <Daily label={t(`chart_${kind}`)} dayTitle={t('day')} names={names} days={days} empty={<p className="muted">{t('chartNone')}</p>} />}</Await></Card>;
}

const FEW = 100;
/** Those who take part and those held out, side by side. */
function Effect({ of }: { of: TaskCounts }) {
  const t = useStrings(strings), f = useFormat();
  const each = (n: number, people: number) => (people ? f.real(n / people) : '–');
  const rows = [{ id: 'in', name: t('inGroup'), people: of.started - of.started_held, n: of.completed - of.held }, { id: 'held', name: t('heldGroup'), people: of.started_held, n: of.held }];
  return (
    <Card title={t('effect')} help={t('effectHelp')}>
      <Table dense rows={rows} rowKey={(r) => r.id} label={t('effect')} columns={[
        { id: 'group', title: t('group'), cell: (r) => r.name }, { id: 'people', title: t('doing'), align: 'right', cell: (r) => <Num v={r.people} full /> },
        { id: 'n', title: t('completions'), align: 'right', cell: (r) => <Num v={r.n} full /> }, { id: 'each', title: t('perBegan'), align: 'right', cell: (r) => each(r.n, r.people) },
      ]} />
      {of.started_held < FEW && <p className="field-note">{t('tooFew', { n: of.started_held })}</p>}
    </Card>
  );
}

function Streaks({ slug }: { slug: string }) {
  const t = useStrings(strings);
  const q = useApi('checkInStreaks', { slug });
  return (
    <Card title={t('streaks')} help={t('streaksLabel')}>
      <Await query={q} shape="table">{(d) => <Table dense rows={d.items} rowKey={(r) => String(r.days)} label={t('streaks')} empty={<p className="muted">{t('noRows')}</p>} columns={[
        { id: 'days', title: t('streak'), cell: (r) => t('milestone', { n: r.days }) }, { id: 'people', title: t('people'), align: 'right', cell: (r) => <Num v={r.people} full /> },
      ]} />}</Await>
    </Card>
  );
}

const colours: Record<TaskRow['state'], string> = { given: 'success', claimable: 'processing', back: 'warning', held: 'default', had: 'default' };
function Rows({ kind, slug }: { kind: Kind; slug: string }) {
  const t = useStrings(strings);
  const [, go] = useLocation();
  const q = useApiPages('taskRows', { kind, slug, limit: 50 }, { live: true });
  const rows = useMemo(() => q.data?.pages.flatMap((x) => x.items) ?? [], [q.data]);
  const word = (r: TaskRow) => (r.state === 'given' && kind === 'badge' ? t('s_has') : r.state === 'given' && kind === 'check_in' ? t('s_checked') : t(`s_${r.state}`));
  return (
    <Card flush title={t(`rows_${kind}`)}>
      {!q.data ? (q.isError ? <Problem error={q.error} onRetry={() => void q.refetch()} /> : <Loading shape="table" />) : (
        <>
          <Table<TaskRow> keys rows={rows} rowKey={(r) => String(r.n)} label={t(`rows_${kind}`)} onOpen={(r) => r.person && go(`/people/${encodeURIComponent(r.person)}?tab=rewards`)} columns={[
            { id: 'person', title: t('person'), cell: (r) => (r.person ? <Link href={`/people/${encodeURIComponent(r.person)}?tab=rewards`}>{r.person}</Link> : <span className="muted">{t('erased')}</span>) },
            { id: 'at', title: t('at'), cell: (r) => <Time v={r.at} /> },
            ...(kind === 'badge' ? [] : [{ id: 'n', title: t(kind === 'task' ? 'nth' : 'streak'), align: 'right' as const, wide: kind === 'task', cell: (r: TaskRow) => r.number }]),
            { id: 'state', title: t('state'), cell: (r) => <><Tag variant="filled" color={colours[r.state]}>{word(r)}</Tag>{r.ended_at && <span className="muted"> <Time v={r.ended_at} as="day" /></span>}</> },
          ]} onMore={q.hasNextPage ? () => void q.fetchNextPage() : undefined} moreBusy={q.isFetchingNextPage} empty={<EmptyState kind="nothing" title={t('noRows')} help={t('noRowsHelp')} />} />
          <NextPage list={q} />
        </>
      )}
    </Card>
  );
}

/** Switching it on or off is saving the document so; on says what that means. */
function Switched({ kind, saved, reason }: { kind: Kind; saved: ResourceDocument; reason: string | null }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const { message } = App.useApp();
  const [asking, ask] = useState(false);
  const doc = saved.document as Doc, on = doc.active ?? false, title = pick(saved.title) || saved.slug, most = mostCost(doc);
  const put = useSend('putDocument', ['taskCounts', 'getDocument', 'documentVersions', 'listResources']);
  const go = () => put.mutate({ kind, slug: saved.slug, ...doc, active: !on, $: { ifMatch: saved.version } } as never, { onSuccess: () => { ask(false); void message.success(t(on ? 'stopped' : 'started_', { title })); } });
  const { warnings } = useCheck(textOf(kind, saved.slug, { ...doc, active: true }), asking && !on);
  const holdout = typeof doc.holdout === 'number' ? f.rate(doc.holdout / 100) : String(doc.holdout ?? '0%');
  const says = on ? [t('stopSays')] : [...(kind === 'badge' ? [] : [t('startSays', { holdout })]), ...(most === null ? [] : [t('startCost', { cost: f.money(most) })]), ...warnings.map((w) => `${pick(w.detail)} ${pick(w.hint)}`)];
  return (
    <>
      <ActionButton {...(on ? {} : { type: 'primary' as const })} reason={reason} onClick={() => ask(true)}>{t(on ? 'stop' : 'start')}</ActionButton>
      <ConfirmReach open={asking} title={t(on ? 'stopTitle' : 'startTitle', { title })} confirm={t(on ? 'stop' : 'start')} danger={on} busy={put.isPending} error={put.error} consequences={says} onConfirm={go} onCancel={() => { put.reset(); ask(false); }} />
    </>
  );
}

function One({ kind, saved }: { kind: Kind; saved: ResourceDocument }) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const [, go] = useLocation();
  const may = useCan('operator'), sees = useCan('analyst');
  const q = useApi('taskCounts', {});
  const archive = useArchive(kind, ['taskCounts', 'listResources', 'vocabulary'], [t('archiveGiven')], () => go(`/tasks?tab=${kind}`));
  const of = q.data?.items.find((x) => x.kind === kind && x.slug === saved.slug);
  const doc = saved.document as Doc, title = pick(saved.title) || saved.slug, reason = may ? null : t('needRole', { role: role('operator') });
  const at = `/tasks/${kind}/${encodeURIComponent(saved.slug)}`;
  return (
    <Page back={`/tasks?tab=${kind}`} title={doc.picture && !/[/.]/.test(doc.picture) ? `${doc.picture} ${title}` : title} status={<>{of && <State state={of.state} />}<Tag variant="filled">v{saved.version}</Tag></>}
      actions={<>
        <ActionButton reason={reason} danger onClick={() => archive.ask({ slug: saved.slug, title })}>{t('archive')}</ActionButton>
        <ActionButton reason={reason} icon={<CopyOutlined />} onClick={() => go(`/tasks/new?kind=${kind}&copy=${encodeURIComponent(saved.slug)}`)}>{t('copy')}</ActionButton>
        <ActionButton reason={reason} icon={<EditOutlined />} onClick={() => go(`${at}/edit`)}>{t('edit')}</ActionButton>
        <Switched kind={kind} saved={saved} reason={reason} />
      </>}>
      <Await query={q} shape="cards">{() => of ? (
        <div className="doc-editor">
          <div className="doc-main">
            {of.error && <Alert type="error" showIcon title={t('errors', { n: of.errors })} description={of.error} />}
            <Card title={t('numbers')}><Facts kind={kind} of={of} title={title} /></Card>
            <ByDay kind={kind} slug={saved.slug} />
            {kind !== 'badge' && of.started > 0 && <Effect of={of} />}
            {sees ? <Rows kind={kind} slug={saved.slug} /> : <EmptyState kind="forbidden" need="analyst" />}
          </div>
          <aside className="doc-side">
            <Card title={t('reads')}><Reading kind={kind} doc={doc} /></Card>
            {kind === 'check_in' && <Streaks slug={saved.slug} />}
          </aside>
        </div>
      ) : <Problem error={q.error} />}</Await>
      {archive.dialog}
    </Page>
  );
}

/** A task, check-in or badge: its numbers, who did it, and what it says. */
export default function OnePage({ params }: PageProps) {
  const t = useStrings(strings), kind = isKind(params.kind) ? params.kind : 'task', slug = params.slug ?? '';
  const q = useApi('getDocument', { kind, slug }, { keep: false });
  if (q.data) return <One key={`${kind}.${slug}`} kind={kind} saved={q.data} />;
  return <Page title={t('title')} back="/tasks"><Await query={q} shape="page">{() => null}</Await></Page>;
}
