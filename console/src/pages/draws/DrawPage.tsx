import { CopyOutlined, DownloadOutlined, EditOutlined } from '@/theme/icons';
import { App, Button, Input, Segmented, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useApi, useApiPages, useSend } from '@/api/hooks';
import { isApiError } from '@/api/error';
import type { Draw, DrawWin } from '@/api/types';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { Daily } from '@/parts/chart/Daily';
import { useArchive } from '@/parts/docs/useArchive';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { FormModal } from '@/parts/feedback/FormModal';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { useNames } from '@/parts/members/useNames';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Door } from '@/parts/people/Door';
import { Table } from '@/parts/table/Table';
import { CodeBlock } from '@/parts/text/CodeBlock';
import { CopyText } from '@/parts/text/CopyText';
import { Num } from '@/parts/text/Num';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { auditFile, save } from './audit';
import { chanceOf, percentOf } from './doc';
import { State } from './State';
import { strings } from './strings';
import '@/parts/docs/docs.css';
import '../tasks/tasks.css';
import './draws.css';

const q = (s: string): string => JSON.stringify(s);
const percent = (p: string): string => { const n = chanceOf(p); return n === null ? p : percentOf(n); };

function Facts({ d, title }: { d: Draw; title: string }) {
  const t = useStrings(strings), f = useFormat(), names = useNames();
  const drew = `did(prize_drawn where draw = ${q(d.slug)})`, won = `did(prize_drawn where draw = ${q(d.slug)} and prize != "none")`;
  const paid = new Map<string, number>();
  for (const x of d.days) if (x.currency) paid.set(x.currency, (paid.get(x.currency) ?? 0) + Number(x.points));
  const facts: [string, React.ReactNode][] = [
    [t('turns'), <Num key="t" v={d.turns} full />],
    [t('people'), <Door key="p" expression={d.people ? drew : null} title={t('turnsDoor', { title })}><Num v={d.people} full /></Door>],
    [t('wins'), <Door key="w" expression={d.wins ? won : null} title={t('winsDoor', { title })}><Num v={d.wins} full /></Door>],
    [t('waiting'), <Num key="h" v={d.waiting} full />],
    ...[...paid].map(([c, n]) => [t('pointsPaid'), `${f.decimal(n)} ${names.currency(c)}`] as [string, React.ReactNode]),
    [t('cost'), t('costOf', { cost: f.money(d.cost), budget: f.money(d.budget) })],
  ];
  return <dl className="tsk-facts">{facts.map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl>;
}

/** As customers see them, and what became of each. */
function Odds({ d }: { d: Draw }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const rows = [...d.prizes.map((x) => ({ ...x, id: x.slug, name: pick(x.title) || x.slug })), ...(Number(d.none) > 0 ? [{ id: '', name: t('noPrize'), probability: d.none, left: null, stock: null, given: null, cost: null, slug: '', falls_to: '' }] : [])];
  return (
    <Card flush title={t('odds')} help={t('oddsHelp')}>
      <Table dense rows={rows} rowKey={(r) => r.id || '-'} label={t('odds')} columns={[
        { id: 'prize', title: t('prize'), cell: (r) => r.name },
        { id: 'p', title: t('probability'), align: 'right', cell: (r) => <span className="num">{percent(r.probability)}</span> },
        { id: 'left', title: t('left'), align: 'right', cell: (r) => (r.id === '' ? '–' : r.left === null ? t('unlimited') : f.count(r.left)) },
        { id: 'given', title: t('given'), align: 'right', cell: (r) => (r.given === null ? '–' : <Num v={r.given} full />) },
        { id: 'cost', title: t('unitCost'), align: 'right', wide: true, cell: (r) => (r.cost === null ? '–' : f.money(r.cost)) },
      ]} />
    </Card>
  );
}

function Days({ d }: { d: Draw }) {
  const t = useStrings(strings);
  const names = useMemo(() => [t('turns'), t('wins')], [t]);
  const days = useMemo(() => {
    const by = new Map<string, [number, number]>();
    for (const x of d.days) { const had = by.get(x.day) ?? [0, 0]; by.set(x.day, [had[0] + x.turns, had[1] + x.wins]); }
    return [...by].slice(-60).map(([day, values]) => ({ day, values }));
  }, [d.days]);
  return <Card title={t('daily')}><Daily label={t('daily')} dayTitle={t('day')} names={names} days={days} empty={<p className="muted">{t('noTurns')}</p>} /></Card>;
}

function Winners({ d, reason }: { d: Draw; reason: string | null }) {
  const t = useStrings(strings), pick = usePick();
  const { message } = App.useApp();
  const [s, set] = useUrlState({ things: p.flag() });
  const [of, ask] = useState<DrawWin | null>(null);
  const [note, setNote] = useState('');
  const list = useApiPages('listDrawWins', { slug: d.slug, limit: 50, ...(s.things ? { things: true } : {}) } as never, { live: true });
  const hand = useSend('handOverWin', ['listDrawWins', 'getDraw', 'listDraws']);
  const rows = useMemo(() => (list.data?.pages.flatMap((x) => (x as { items: DrawWin[] }).items) ?? []), [list.data]);
  const name = (slug: string) => { const x = d.prizes.find((i) => i.slug === slug); return (x && pick(x.title)) || slug || t('noPrize'); };
  const close = () => { hand.reset(); ask(null); setNote(''); };
  const handed = (r: DrawWin) => (!r.thing ? <span className="muted">{t('byItself')}</span> : r.handed_at ? <><Time v={r.handed_at} as="day" />{r.note && <span className="drw-note">{r.note}</span>}</> : <ActionButton size="small" reason={reason} onClick={() => ask(r)}>{t('handOver')}</ActionButton>);
  return (
    <Card flush title={t('winners')} extra={<Segmented size="small" aria-label={t('which')} value={s.things ? 'things' : 'all'} onChange={(v) => set({ things: v === 'things' })} options={(['all', 'things'] as const).map((x) => ({ value: x, label: t(x) }))} />}>
      {!list.data ? (list.isError ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading shape="table" />) : (
        <>
          <Table<DrawWin> keys rows={rows} rowKey={(r) => String(r.seq)} label={t('winners')} columns={[
            { id: 'person', title: t('person'), cell: (r) => (r.person ? <Link href={`/people/${encodeURIComponent(r.person)}?tab=rewards`}>{r.person}</Link> : <span className="muted">{t('erased')}</span>) },
            { id: 'prize', title: t('prize'), cell: (r) => <>{name(r.prize)}{r.why && <span className="drw-note">{t('insteadOf', { prize: name(r.drawn) })} · {t(`why_${r.why}`)}</span>}</> },
            { id: 'at', title: t('at'), wide: true, cell: (r) => <Time v={r.at} /> },
            { id: 'handed', title: t('handed'), cell: handed },
          ]} onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage}
            empty={s.things ? <EmptyState kind="narrow" title={t('noWins')} onClear={() => set({ things: false })} /> : <EmptyState kind="nothing" title={t('noWins')} />} />
          <NextPage list={list} />
        </>
      )}
      {of && <FormModal holds={note} title={t('handOverOf', { prize: name(of.prize) })} submit={t('handOver')} busy={hand.isPending} error={hand.error} onClose={close}
        onSubmit={() => hand.mutate({ slug: d.slug, n: String(of.seq), note: note.trim() } as never, { onSuccess: () => { close(); void message.success(t('handedNow')); } })}>
        <Field label={t('note')} help={t('noteHelp')}><Input autoFocus maxLength={500} value={note} onChange={(e) => setNote(e.target.value)} /></Field>
        <p className="field-note">{t('handedOnce')}</p>
      </FormModal>}
    </Card>
  );
}

/** What anybody needs to check it. */
function Audit({ d }: { d: Draw }) {
  const t = useStrings(strings), f = useFormat(), { slug: workspace } = useWorkspace();
  const { message } = App.useApp();
  const [n, setN] = useState<number | null>(null);
  const get = async () => {
    setN(0);
    try { save(await auditFile(workspace, d.slug, setN), `${d.slug}.ndjson`); } catch (e) { void message.error(isApiError(e) ? e.detail : String(e)); }
    setN(null);
  };
  const last = f.dateTime(new Date(Date.parse(d.until) - 1).toISOString());
  return (
    <Card title={t('audit')} help={t('auditHelp')}>
      <dl className="drw-audit">
        <div><dt>{t('commitment')}</dt><dd>{d.commitment ? <CopyText text={d.commitment} label={t('commitment')} /> : t('notOpen')}</dd></div>
        <div><dt>{t('seed')}</dt><dd>{d.seed ? <CopyText text={d.seed} label={t('seed')} /> : <span className="muted">{t('secret', { day: last })}</span>}</dd></div>
        {d.turns > 0 && <div><dt>{t('head')}</dt><dd className="drw-hash">{d.head}</dd></div>}
        <div><dd><Button icon={<DownloadOutlined />} loading={n !== null} disabled={!d.commitment} onClick={() => void get()}>{n === null ? t('download') : t('downloading', { n: f.count(n) })}</Button></dd></div>
        <div><dt>{t('verify')}</dt><dd><CodeBlock title={t('verify')} text={`shoal draw verify ${d.slug}.ndjson`} /><p className="field-note">{t('verifyHelp')}</p></dd></div>
      </dl>
    </Card>
  );
}

function Rules({ d }: { d: Draw }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick(), names = useNames();
  const who = useApi('parseExpression', { expression: d.audience }, { enabled: d.audience !== '', live: false, fresh: 300_000 });
  const free = d.free_per_day === null && d.free_in_all === null;
  const lines = [
    t('rGoal', { goal: d.goal }), t('rDates', { from: f.dayOf(d.from), until: f.dayOf(new Date(Date.parse(d.until) - 1).toISOString()) }),
    d.audience ? (who.data && pick(who.data.sentence)) || d.audience : t('rEverybody'),
    d.free_per_day !== null ? t('rFreeDay', { n: d.free_per_day }) : '', d.free_in_all !== null ? t('rFreeAll', { n: d.free_in_all }) : '', free && !d.currency ? t('rFree') : '',
    d.currency ? t('rPrice', { n: f.decimal(d.price), currency: names.currency(d.currency) }) : '', d.limit_per_day !== null ? t('rLimitDay', { n: d.limit_per_day }) : '', d.limit_in_all !== null ? t('rLimitAll', { n: d.limit_in_all }) : '',
    t('rHoldout', { n: f.rate(d.holdout) }),
  ];
  return <Card title={t('rules')}><ul className="doc-reads">{lines.filter(Boolean).map((x, i) => <li key={i}>{x}</li>)}</ul></Card>;
}

function One({ d }: { d: Draw }) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const [, go] = useLocation();
  const may = useCan('operator'), sees = useCan('analyst');
  const reason = may ? null : t('needRole', { role: role('operator') }), title = pick(d.title) || d.slug;
  const archive = useArchive('draw', ['listDraws', 'getDraw', 'listResources'], [t('archiveStays')], () => go('/draws'));
  return (
    <Page back="/draws" title={title} status={<><State state={d.state} /><Tag variant="filled">v{d.version}</Tag></>}
      actions={<>
        {d.state !== 'archived' && <ActionButton danger reason={reason} onClick={() => archive.ask({ slug: d.slug, title })}>{t('archive')}</ActionButton>}
        <ActionButton reason={reason} icon={<CopyOutlined />} onClick={() => go(`/draws/new?copy=${encodeURIComponent(d.slug)}`)}>{t('copy')}</ActionButton>
        {d.state !== 'archived' && <ActionButton reason={reason} icon={<EditOutlined />} onClick={() => go(`/draws/${encodeURIComponent(d.slug)}/edit`)}>{t('edit')}</ActionButton>}
      </>}>
      <div className="doc-editor">
        <div className="doc-main">
          <Card title={t('numbers')}><Facts d={d} title={title} /></Card>
          <Days d={d} />
          <Odds d={d} />
          {sees ? <Winners d={d} reason={reason} /> : <EmptyState kind="forbidden" need="analyst" />}
        </div>
        <aside className="doc-side"><Rules d={d} /><Audit d={d} /></aside>
      </div>
      {archive.dialog}
    </Page>
  );
}

/** One draw: its odds, what became of it, who won, and what anybody needs to check it. */
export default function DrawPage({ params }: PageProps) {
  const t = useStrings(strings), slug = params.slug ?? '';
  const d = useApi('getDraw', { slug }, { keep: false });
  if (d.data) return <One key={slug} d={d.data} />;
  return <Page title={t('title')} back="/draws"><Await query={d} shape="page">{() => null}</Await></Page>;
}
