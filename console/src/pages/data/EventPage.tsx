import { Button, Tag, Tooltip } from 'antd';
import { useCallback } from 'react';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import type { EventDetail } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Door } from '@/parts/people/Door';
import { PlanTag } from '@/parts/plan/PlanTag';
import { ViolationTable } from '@/parts/plan/ViolationTable';
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
      <div><dt>{t('lastWeek')}</dt><dd className="num">{f.count(d.last_week)}</dd></div>
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

type Prop = EventDetail['props'][number];

/** Its type; of several, how much is of which. */
function Kinds({ p }: { p: Prop }) {
  const t = useStrings(strings), f = useFormat();
  const all = p.type_rows.reduce((n, x) => n + x.rows, 0);
  if (p.type_rows.length < 2) return <TypeTags types={p.types} />;
  return <Tooltip title={t('mixed')}><span tabIndex={0} className="event-kinds">{p.type_rows.map((x) => <Tag key={x.type} variant="filled">{t('shareOf', { type: t(x.type), share: f.rate(x.rows / all) })}</Tag>)}</span></Tooltip>;
}

function Different({ p }: { p: Prop }) {
  const t = useStrings(strings), f = useFormat();
  if (p.distinct === null) return null;
  return <Tooltip title={t(p.distinct_exact ? 'exactHelp' : 'aboutHelp')}><span tabIndex={0}>{p.distinct_exact ? f.count(p.distinct) : t('about', { n: f.count(p.distinct) })}</span></Tooltip>;
}

function PropPlan({ p }: { p: Prop }) {
  const t = useStrings(strings);
  return <span className="event-kinds"><PlanTag plan={p.plan} />{p.plan.type && p.plan.type !== 'any' && p.types.some((x) => x !== p.plan.type) && <Tag variant="filled">{t('mustBe', { type: t(p.plan.type) })}</Tag>}{p.plan.required && <Tag variant="filled">{t('required')}</Tag>}</span>;
}

/** To the plan that declares it, or to one that could. */
function PlanLink({ d }: { d: EventDetail }) {
  const t = useStrings(strings), may = useCan('operator');
  const plans = useApi('listResources', { kind: 'tracking_plan' });
  const first = plans.data?.items[0], name = encodeURIComponent(d.name);
  if (d.plan.status === 'declared' || d.plan.status === 'unseen') return first ? <Link href={plans.data?.items.length === 1 ? `/plans/${first.slug}?event=${name}` : '/plans'}><Button>{t('declared')}</Button></Link> : null;
  return may && plans.data && d.rows > 0 ? <Link href={`/plans/${first?.slug ?? 'new'}?add=${name}`}><Button>{t('declare')}</Button></Link> : null;
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
    <Page back="/data" title={d ? pick(d.title) : name} status={d && <><CopyText text={d.name} /><Tag variant="filled">{t(d.standard ? 'standard' : 'own')}</Tag><PlanTag plan={d.plan} /></>} {...(d && pick(d.help) ? { lead: pick(d.help) } : {})}
      actions={<>{d && <PlanLink d={d} />}<Link href={`/segments/new?expression=${encodeURIComponent(`${didRule(name).slice(0, -1)}, last 30 days)`)}`}><Button>{t('rule')}</Button></Link></>}>
      <Await query={q} shape="page">
        {(e) => (
          <div className="event">
            <Facts d={e} />
            <Card title={t('daily')}><Daily d={e} /></Card>
            <Card title={t('properties')} flush {...(e.complete ? {} : { help: t('looked', { n: f.count(e.looked) }) })}>
              <Table rows={e.props} rowKey={(r) => r.name} label={t('properties')} initialSort={{ id: 'coverage', descending: true }} columns={[
                { id: 'name', title: t('property'), sort: (r) => r.name, cell: (r) => <NameCell title={pick(r.title)} name={r.name} /> },
                { id: 'type', title: t('type'), wide: true, cell: (r) => <Kinds p={r} /> },
                ...(e.plan.status === 'none' ? [] : [{ id: 'plan', title: t('plan'), cell: (r: Prop) => <PropPlan p={r} /> }]),
                { id: 'rows', title: t('rows'), align: 'right', wide: true, sort: (r) => r.rows, cell: (r) => f.count(r.rows) },
                { id: 'coverage', title: t('coverage'), align: 'right', sort: (r) => r.coverage, cell: (r) => <Coverage share={r.coverage} /> },
                { id: 'distinct', title: t('distinct'), align: 'right', wide: true, sort: (r) => r.distinct, cell: (r) => <Different p={r} /> },
                { id: 'last', title: t('last'), align: 'right', wide: true, sort: (r) => r.last_at, cell: (r) => <Time v={r.last_at} as="relative" /> },
                { id: 'top', title: t('top'), cell: (r) => <Values name={pick(r.title)} top={r.top.map((v) => ({ value: v.value, n: v.rows }))} min={r.min} max={r.max} mean={r.mean} /> },
              ]} />
            </Card>
            {e.plan.status !== 'none' && <Card title={t('violations')} help={t('violationsHelp')} flush={e.violations.items.length > 0}>{e.violations.items.length === 0 ? <p className="muted">{t('noViolations')}</p> : <ViolationTable data={e.violations} refusals />}</Card>}
            <Card title={t('samples')} flush><Samples d={e} /></Card>
          </div>
        )}
      </Await>
    </Page>
  );
}
