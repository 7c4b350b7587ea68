import { Button, Tag } from 'antd';
import { useCallback } from 'react';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import type { EventDetail } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Door } from '@/parts/people/Door';
import { Table } from '@/parts/table/Table';
import { CopyText } from '@/parts/text/CopyText';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { Coverage } from './Coverage';
import { NameCell } from './NameCell';
import { didRule } from './rule';
import { strings } from './strings';
import { TypeTags } from './TypeTags';
import { Values } from './Values';
import './EventPage.css';

function Facts({ d }: { d: EventDetail }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  return (
    <dl className="event-facts">
      <div><dt>{t('rows')}</dt><dd className="num">{f.count(d.rows)}</dd></div>
      <div><dt>{t('people')}</dt><dd className="num"><Door expression={didRule(d.name)} title={t('didIt', { event: pick(d.title) })}>{f.count(d.people)}</Door></dd></div>
      <div><dt>{t('lastDay')}</dt><dd className="num">{f.count(d.last_day)}</dd></div>
      <div><dt>{t('first')}</dt><dd><Time v={d.first_at} /></dd></div>
      <div><dt>{t('last')}</dt><dd><Time v={d.last_at} /></dd></div>
    </dl>
  );
}

function Daily({ d }: { d: EventDetail }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const option = useCallback(({ tokens, format }: ChartContext) => ({
    grid: { left: 8, right: 16, top: 12, bottom: 8, containLabel: true },
    tooltip: { trigger: 'axis' as const, valueFormatter: (v: unknown) => format.count(v as number) },
    xAxis: { type: 'category' as const, data: d.days.map((x) => x.slice(5)) },
    yAxis: { type: 'value' as const, minInterval: 1, splitNumber: 3, axisLabel: { formatter: (v: number) => format.short(v) } },
    series: [{ type: 'bar' as const, name: t('rows'), data: d.counts, itemStyle: { color: tokens.categorical[0] } }],
  }), [d, t]);
  return <Chart option={option} height={200} label={t('dailyLabel', { event: pick(d.title) })} table={{ columns: [{ title: t('day') }, { title: t('rows'), align: 'right' }], rows: d.days.map((x, i) => [x, f.count(d.counts[i])]) }} />;
}

function Samples({ d }: { d: EventDetail }) {
  const t = useStrings(strings);
  return (
    <Table dense rows={d.samples} rowKey={(_, i) => String(i)} label={t('samples')} columns={[
      { id: 'time', title: t('when'), width: 160, cell: (r) => <Time v={r.time} /> },
      { id: 'person', title: t('person'), width: 160, cell: (r) => <Link href={`/people/${encodeURIComponent(r.person)}`}>{r.person}</Link> },
      { id: 'props', title: t('content'), cell: (r) => <span className="event-props">{Object.entries(r.props).map(([k, v]) => <span key={k}><i>{k}</i> {String(v)}</span>)}</span> },
    ]} />
  );
}

export default function EventPage({ params }: PageProps) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const name = params.name ?? '';
  const q = useApi('getEvent', { name });
  const d = q.data;
  return (
    <Page back="/data" title={d ? pick(d.title) : name} status={d && <><CopyText text={d.name} />{<Tag variant="filled">{t(d.standard ? 'standard' : 'own')}</Tag>}</>} {...(d && pick(d.help) ? { lead: pick(d.help) } : {})}
      actions={<Link href={`/segments/new?expression=${encodeURIComponent(`${didRule(name).slice(0, -1)}, last 30 days)`)}`}><Button>{t('rule')}</Button></Link>}>
      <Await query={q} shape="page">
        {(e) => (
          <div className="event">
            <Facts d={e} />
            <Card title={t('daily')}><Daily d={e} /></Card>
            <Card title={t('properties')} flush>
              <Table rows={e.props} rowKey={(r) => r.name} label={t('properties')} initialSort={{ id: 'coverage', descending: true }} columns={[
                { id: 'name', title: t('property'), sort: (r) => r.name, cell: (r) => <NameCell title={pick(r.title)} name={r.name} /> },
                { id: 'type', title: t('type'), wide: true, cell: (r) => <TypeTags types={r.types} /> },
                { id: 'rows', title: t('rows'), align: 'right', wide: true, sort: (r) => r.rows, cell: (r) => f.count(r.rows) },
                { id: 'coverage', title: t('coverage'), align: 'right', sort: (r) => r.coverage, cell: (r) => <Coverage share={r.coverage} /> },
                { id: 'top', title: t('top'), cell: (r) => <Values name={pick(r.title)} top={r.top.map((v) => ({ value: v.value, n: v.rows }))} min={r.min} max={r.max} mean={r.mean} /> },
              ]} />
            </Card>
            <Card title={t('samples')} flush><Samples d={e} /></Card>
          </div>
        )}
      </Await>
    </Page>
  );
}
