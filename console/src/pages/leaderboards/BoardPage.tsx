import { CopyOutlined, EditOutlined } from '@/theme/icons';
import { Alert, Button, Input, Segmented, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useApi, useApiPages } from '@/api/hooks';
import type { BoardPeriod, BoardPlace, Leaderboard } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { useArchive } from '@/parts/docs/useArchive';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Table } from '@/parts/table/Table';
import { Num } from '@/parts/text/Num';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { Places, useRewards } from './Places';
import { State } from './State';
import { strings } from './strings';
import '@/parts/docs/docs.css';
import '../tasks/tasks.css';
import './boards.css';

const schema = { tab: p.oneOf(['standings', 'periods'], 'standings'), at: p.maybe(), person: p.text('') };
const lastOf = (until: string): string => new Date(Date.parse(until) - 1).toISOString();

/** "16 – 22 Nov", or one day. */
function useSpan(): (x: BoardPeriod) => string {
  const t = useStrings(strings), f = useFormat();
  return (x) => { const from = f.dayOf(x.from), until = f.dayOf(lastOf(x.until)); return from === until ? from : t('span', { from, until }); };
}

/** One person's place with those around it. */
function Found({ b, id, at }: { b: Leaderboard; id: string; at: string | null }) {
  const t = useStrings(strings), f = useFormat();
  const q = useApi('getStanding', { slug: b.slug, id, ...(at ? { at } : {}) }, { keep: false });
  if (!q.data) return q.isError ? <Problem inline error={q.error} /> : <Loading shape="text" />;
  const m = q.data;
  if (m.held_out) return <Alert type="info" showIcon title={t('heldOut')} />;
  if (!m.place) return <Alert type="info" showIcon title={t('notListed')} />;
  const rows = [...m.above, m.place, ...m.below];
  return (
    <>
      <p className="brd-found" role="status">{t('placeOf', { n: f.count(m.place.rank), all: f.count(m.period.people), better: f.decimal(m.better_than) })}{m.gap !== null && ` ${t('gapOf', { n: f.decimal(m.gap) })}`}</p>
      <Places rows={rows} prizes={b.prizes} label={t('around')} of={m.place.position} final={m.period.state === 'settled'} />
    </>
  );
}

function Standings({ b, at, person, set }: { b: Leaderboard; at: string | null; person: string; set: (v: { person?: string; at?: string | null; tab?: 'standings' | 'periods' }) => void }) {
  const t = useStrings(strings), f = useFormat(), span = useSpan();
  const [typed, type] = useState(person);
  const list = useApiPages('getStandings', { slug: b.slug, limit: 50, ...(at ? { at } : {}) }, { live: at === null });
  const rows = useMemo<BoardPlace[]>(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const period = list.data?.pages[0]?.period;
  return (
    <>
      <Card title={t('find')}>
        <form className="brd-find" onSubmit={(e) => { e.preventDefault(); set({ person: typed.trim() }); }}>
          <Input allowClear aria-label={t('findWho')} placeholder={t('findWho')} value={typed} onChange={(e) => { type(e.target.value); if (!e.target.value) set({ person: '' }); }} />
          <Button htmlType="submit" disabled={!typed.trim()}>{t('findGo')}</Button>
        </form>
        {person && <Found key={`${person} ${at}`} b={b} id={person} at={at} />}
      </Card>
      <Card flush title={period ? t('standingsOf', { span: span(period) }) : t('standings')} extra={at && <Button size="small" onClick={() => set({ at: null })}>{t('toNewest')}</Button>}>
        {period && <p className="brd-as-of">{t(`ps_${period.state}`)} · {t('nListed', { n: period.people })}{period.as_of && <> · {t('asOf')} <Time v={period.as_of} /></>}</p>}
        {!list.data ? (list.isError ? (list.error.code === 'rank_closed' ? <EmptyState kind="nothing" title={t('notBegun')} help={t('notBegunHelp')} /> : <Problem error={list.error} onRetry={() => void list.refetch()} />) : <Loading shape="table" />) : (
          <>
            <Places keys rows={rows} prizes={b.prizes} label={t('standings')} final={period?.state === 'settled'} empty={<EmptyState kind="nothing" title={t('nobody')} help={b.minimum === null ? t('nobodyHelp') : t('nobodyMinimum', { n: f.decimal(b.minimum) })} />}
              onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage} />
            <NextPage list={list} />
          </>
        )}
      </Card>
    </>
  );
}

function Periods({ b, open }: { b: Leaderboard; open: (from: string) => void }) {
  const t = useStrings(strings), span = useSpan();
  const list = useApiPages('listLeaderboardPeriods', { slug: b.slug, limit: 50 }, { live: true });
  const rows = useMemo<BoardPeriod[]>(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  if (!list.data) return <Card>{list.isError ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading shape="table" />}</Card>;
  return (
    <Card flush title={t('periods')} help={t('periodsHelp')}>
      <Table<BoardPeriod> keys rows={rows} rowKey={(r) => r.from} label={t('periods')} onOpen={(r) => open(r.from)} columns={[
        { id: 'span', title: t('periodOf'), cell: (r) => <Button type="link" size="small" className="brd-link" onClick={() => open(r.from)}>{span(r)}</Button> },
        { id: 'people', title: t('listed'), align: 'right', cell: (r) => <Num v={r.people} full /> },
        { id: 'winners', title: t('winners'), align: 'right', cell: (r) => <Num v={r.winners} full /> },
        { id: 'prizes', title: t('prizes'), cell: (r) => (b.prizes.length === 0 && r.winners === 0 ? '–' : t(r.awarded ? 'allGiven' : 'givingNow')) },
        { id: 'at', title: t('settledAt'), wide: true, cell: (r) => (r.as_of ? <Time v={r.as_of} /> : '–') },
      ]} empty={<EmptyState kind="nothing" title={t('noPeriods')} help={t('noPeriodsHelp')} />} onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage} />
      <NextPage list={list} />
    </Card>
  );
}

function Rules({ b }: { b: Leaderboard }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick(), rewards = useRewards();
  const who = useApi('parseExpression', { expression: b.people }, { enabled: b.people !== '', live: false, fresh: 300_000 });
  const hours = b.settle_minutes % 60 === 0;
  const lines = [
    t('rScore', { score: b.score }), t(`rOrder_${b.order}`), t(`p_${b.period}`) + (b.from || b.until ? ` · ${t('span', { from: b.from ? f.dayOf(b.from) : t('now'), until: b.until ? f.dayOf(lastOf(b.until)) : t('open') })}` : ''),
    b.people ? (who.data && pick(who.data.sentence)) || b.people : t('rEverybody'), b.minimum !== null ? t('rMinimum', { n: f.decimal(b.minimum) }) : '',
    t(`rTies_${b.ties}`), t('rShow', { n: b.show }), t(`rNames_${b.names}`), t(hours ? 'rSettleHours' : 'rSettleMinutes', { n: hours ? b.settle_minutes / 60 : b.settle_minutes }), Number(b.holdout) > 0 ? t('rHoldout', { n: f.rate(b.holdout) }) : '',
  ];
  const used = ([['times', 'usedTimes'], ['points', 'usedPoints'], ['coupons', 'usedCoupons']] as const).filter(([k]) => b.budget[k] !== null).map(([k, label]) => ({ k, label: t(label), words: t('usedOf', { n: f.decimal(b.used[k] ?? 0), all: f.decimal(b.budget[k] ?? 0) }) }));
  return (
    <>
      <Card title={t('rules')}><ul className="doc-reads">{lines.filter(Boolean).map((x, i) => <li key={i}>{x}</li>)}</ul></Card>
      {b.prizes.length > 0 && <Card title={t('prizes')}>
        <dl className="brd-prizes">{b.prizes.map((x) => <div key={x.from}><dt>{x.from === x.to ? t('rankN', { n: x.from }) : t('ranksN', { from: x.from, to: x.to })}</dt><dd>{rewards(x.rewards)}</dd></div>)}</dl>
        {used.length > 0 && <p className="field-note">{t('used')}{used.map((u) => <span key={u.k}> {u.label} {u.words}</span>)}</p>}
      </Card>}
    </>
  );
}

function One({ b }: { b: Leaderboard }) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const [, go] = useLocation();
  const [s, set] = useUrlState(schema);
  const may = useCan('operator'), sees = useCan('analyst');
  const reason = may ? null : t('needRole', { role: role('operator') }), title = pick(b.title) || b.slug;
  const archive = useArchive('leaderboard', ['listLeaderboards', 'getLeaderboard', 'listResources'], [t('archiveStays')], () => go('/leaderboards'));
  const live = b.state !== 'archived';
  return (
    <Page back="/leaderboards" title={title} status={<><State state={b.state} /><Tag variant="filled">v{b.version}</Tag></>}
      actions={<>
        {live && <ActionButton danger reason={reason} onClick={() => archive.ask({ slug: b.slug, title })}>{t('archive')}</ActionButton>}
        <ActionButton reason={reason} icon={<CopyOutlined />} onClick={() => go(`/leaderboards/new?copy=${encodeURIComponent(b.slug)}`)}>{t('copy')}</ActionButton>
        {live && <ActionButton reason={reason} icon={<EditOutlined />} onClick={() => go(`/leaderboards/${encodeURIComponent(b.slug)}/edit`)}>{t('edit')}</ActionButton>}
      </>}
      toolbar={<Segmented aria-label={t('view')} value={s.tab} onChange={(tab) => set({ tab }, { push: true })} options={[{ value: 'standings' as const, label: t('standings') }, { value: 'periods' as const, label: t('periods') }]} />}>
      {b.problem && <Alert type="warning" showIcon title={pick(b.problem)} />}
      {b.state === 'draft' && <Alert type="info" showIcon title={t('isDraft')} action={<Link href={`/leaderboards/${encodeURIComponent(b.slug)}/edit`}>{t('edit')}</Link>} />}
      <div className="doc-editor">
        <div className="doc-main">
          {s.tab === 'periods' ? <Periods b={b} open={(at) => set({ tab: 'standings', at }, { push: true })} />
            : sees ? <Standings key={s.at ?? ''} b={b} at={s.at} person={s.person} set={(v) => set(v, { push: true })} /> : <EmptyState kind="forbidden" need="analyst" />}
        </div>
        <aside className="doc-side"><Rules b={b} /></aside>
      </div>
      {archive.dialog}
    </Page>
  );
}

/** One leaderboard: its standings, a person's place, and what settled periods came to. */
export default function BoardPage({ params }: PageProps) {
  const t = useStrings(strings), slug = params.slug ?? '';
  const b = useApi('getLeaderboard', { slug }, { keep: false });
  if (b.data) return <One key={slug} b={b.data} />;
  return <Page title={t('title')} back="/leaderboards"><Await query={b} shape="page">{() => null}</Await></Page>;
}
