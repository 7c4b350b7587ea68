import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import type { EarnReason, EarnSays, EarnWhy, PersonEvent } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Amount } from '@/parts/points/Amount';
import { PersonSelect } from '@/parts/points/PersonSelect';
import { accountHref } from '@/parts/points/who';
import { sign } from '@/parts/points/exact';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { ruleStrings } from './ruleStrings';
import './points.css';

const schema = { lsn: p.text(), order: p.text(), person: p.text() };

function Reasons({ items }: { items: EarnReason[] }) {
  const t = useStrings(ruleStrings);
  return (
    <Card flush><Table<EarnReason> rows={items} rowKey={(r) => `${r.rule} ${r.lsn}`} label={t('whyTitle')} columns={[
      { id: 'rule', title: t('rule'), cell: (r) => <><Link href={`/points/rules/${encodeURIComponent(r.rule)}`}>{r.rule}</Link><span className="points-why">v{r.version}</span></> },
      { id: 'event', title: t('event'), wide: true, cell: (r) => <><Time v={r.at} /><span className="points-why">{t('eventN', { lsn: r.lsn })}</span></> },
      { id: 'person', title: t('person'), wide: true, cell: (r) => (r.person.id === null ? '–' : <Link href={accountHref(r.person.id)}>{r.person.name ?? r.person.id}</Link>) },
      { id: 'base', title: t('base'), align: 'right', wide: true, cell: (r) => r.base },
      { id: 'times', title: t('times'), wide: true, cell: (r) => `× ${r.times}` },
      { id: 'raw', title: t('raw'), align: 'right', wide: true, cell: (r) => <Amount v={r.raw} /> },
      { id: 'capped', title: t('cappedBy'), cell: (r) => (r.capped ? t(`cap_${r.capped}` as 'cap_day') : <span className="muted">–</span>) },
      { id: 'got', title: t('got'), align: 'right', cell: (r) => <strong><Amount v={r.points} /></strong> },
      { id: 'back', title: t('takenBack'), align: 'right', cell: (r) => (sign(r.taken_back) === 0 ? <span className="muted">–</span> : <Amount v={r.taken_back} />) },
    ]} /></Card>
  );
}

/** What every rule says of the event: the ones that gave nothing too. */
function Says({ d }: { d: EarnWhy }) {
  const t = useStrings(ruleStrings), f = useFormat(), pick = usePick();
  const names = useApi('listResources', { kind: 'earn_rule' }).data?.items;
  const name = (slug: string) => { const r = names?.find((x) => x.slug === slug); return (r && pick(r.title)) || slug; };
  const said = (x: EarnSays): string => {
    const got = d.items.find((r) => r.rule === x.rule);
    return x.verdict === 'granted' ? t('verdict_granted', { n: f.decimal(got?.points ?? '0') }) : x.verdict === 'error' ? t('verdict_error', { why: x.why ?? '' }) : t(`verdict_${x.verdict}`);
  };
  return (
    <Card flush title={t('perRule')} help={t('perRuleHelp')}><Table<EarnSays> rows={d.rules} rowKey={(r) => r.rule} label={t('perRule')} columns={[
      { id: 'rule', title: t('rule'), cell: (r) => <Link href={`/points/rules/${encodeURIComponent(r.rule)}`}>{name(r.rule)}</Link> },
      { id: 'version', title: t('version'), align: 'right', wide: true, cell: (r) => (r.version === 0 ? '–' : r.version) },
      { id: 'verdict', title: t('result'), cell: (r) => <><span className={r.verdict === 'granted' ? 'points-yes' : r.verdict === 'error' || r.verdict === 'broken' || r.verdict === 'refused' ? 'points-bad' : undefined}>{said(r)}</span>{r.verdict === 'broken' && r.why && <span className="points-why">{r.why}</span>}</> },
    ]} /></Card>
  );
}

function Events({ id, onChoose }: { id: string; onChoose: (lsn: number) => void }) {
  const t = useStrings(ruleStrings), pick = usePick();
  const q = useApi('personEvents', { id, limit: 30 });
  return (
    <Card flush title={t('whyEvents')}><Await query={q} shape="table">{(d) => (
      <Table<PersonEvent> dense keys rows={d.items} rowKey={(e) => String(e.lsn)} label={t('whyEvents')} onOpen={(e) => onChoose(e.lsn)} columns={[
        { id: 'at', title: t('event'), cell: (e) => pick(e.title) || e.event },
        { id: 'time', title: t('time'), cell: (e) => <Time v={e.time} as="seconds" /> },
        { id: 'acts', title: '', label: t('whyAsk'), align: 'right', cell: (e) => <Button size="small" onClick={() => onChoose(e.lsn)}>{t('whyAsk')}</Button> },
      ]} />
    )}</Await></Card>
  );
}

/** Why an event or an order earned what it did, and why the other rules gave nothing. */
export default function WhyPage(_: PageProps) {
  const t = useStrings(ruleStrings);
  const [s, set] = useUrlState(schema);
  const [typed, type] = useState(s.order);
  useEffect(() => type(s.order), [s.order]);
  const lsn = /^\d{1,15}$/.test(s.lsn) ? Number(s.lsn) : 0;
  const asks = lsn > 0 ? { lsn } : s.order ? { order: s.order } : null;
  const q = useApi('whyEarned', asks ?? {}, { enabled: asks !== null, keep: false });
  return (
    <Page back="/points/rules" title={t('whyTitle')} lead={t('whyLead')}
      toolbar={<>
        <Input.Search className="points-search" value={typed} onChange={(e) => type(e.target.value)} onSearch={(v) => set({ order: v.trim(), lsn: '', person: '' }, { push: true })} allowClear placeholder={t('whyOrder')} aria-label={t('whyOrder')} enterButton={t('whyAsk')} />
        <div className="points-find points-search"><PersonSelect aria-label={t('whyPerson')} value={s.person ? { id: s.person, label: s.person } : null} onChange={(v) => set({ person: v?.id ?? '', order: '', lsn: '' }, { push: true })} /></div>
      </>}>
      {asks === null && !s.person && <EmptyState kind="nothing" title={t('whyBegin')} />}
      {asks !== null && <Await query={q} shape="table">{(d) => (<div className="points-form">
        {d.event && <p className="points-event"><strong>{d.event.event}</strong> <Time v={d.event.at} as="seconds" /> {d.event.person.id !== null && <Link href={accountHref(d.event.person.id)}>{d.event.person.name ?? d.event.person.id}</Link>} <span className="muted">{t('eventN', { lsn: d.event.lsn })}</span></p>}
        {d.items.length > 0 && <Reasons items={d.items} />}
        {d.rules.length > 0 && <Says d={d} />}
        {d.items.length === 0 && d.rules.length === 0 && <EmptyState kind="nothing" title={s.order && !lsn ? t('whyNoneOrder', { order: s.order }) : t('whyNone')} />}
      </div>)}</Await>}
      {s.person && <Events id={s.person} onChoose={(n) => set({ lsn: String(n) }, { push: true })} />}
    </Page>
  );
}
