import { Button, Input } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import type { EarnReason, PersonEvent } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
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
      {asks !== null && <Await query={q} shape="table">{(d) => (d.items.length > 0 ? <Reasons items={d.items} /> : <EmptyState kind="nothing" title={s.order && !lsn ? t('whyNoneOrder', { order: s.order }) : t('whyNone')} />)}</Await>}
      {s.person && <Events id={s.person} onChoose={(n) => set({ lsn: String(n) }, { push: true })} />}
    </Page>
  );
}
