import { Button } from 'antd';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import type { Overview } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { ClassBar } from '@/parts/classes/ClassBar';
import { Await } from '@/parts/feedback/Await';
import { MetricCard } from '@/parts/metric/MetricCard';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { PeriodPicker } from '@/parts/period/PeriodPicker';
import { usePeriod } from '@/parts/period/usePeriod';
import { AsOf } from '@/parts/text/AsOf';
import type { PageProps } from '../index';
import { Changes } from './Changes';
import { NewOldChart } from './NewOldChart';
import { OverviewEmpty } from './OverviewEmpty';
import { arrange, dayPlus } from './pick';
import { RfmMini } from './RfmMini';
import { strings } from './strings';
import { TrendChart } from './TrendChart';
import './OverviewPage.css';

function RfmCard({ data }: { data: Overview }) {
  const t = useStrings(strings);
  const q = useApi('classificationValues', { slug: data.rfm?.classification ?? 'rfm', as_of: data.as_of }, { enabled: data.rfm !== null });
  if (!data.rfm) return null;
  return (
    <Card title={t('rfm')} help={t('rfmHelp')} extra={<Link href={`/classes/${data.rfm.classification}`}>{t('rfmAll')}</Link>}>
      <Await query={q} shape="chart">{(v) => v.grid && <RfmMini cells={v.grid.cells} asOf={v.as_of} />}</Await>
    </Card>
  );
}

function Body({ data, chosen, choose, all, setAll }: { data: Overview; chosen: string; choose: (id: string) => void; all: boolean; setAll: (v: boolean) => void }) {
  const t = useStrings(strings), pick = usePick();
  const { main, rest } = arrange(data.metrics);
  const metric = data.metrics.find((m) => m.id === chosen) ?? main[0];
  const openEnd = data.complete_to < data.to;
  const buyers = data.metrics.find((m) => m.id === 'buyers'), fresh = data.metrics.find((m) => m.id === 'new_buyers');
  const card = (m: Overview['metrics'][number]) => <MetricCard key={m.id} metric={m} openEnd={openEnd} selected={m.id === metric?.id} onSelect={() => choose(m.id)} asOf={data.as_of} />;
  return (
    <div className="overview">
      <section aria-label={t('metrics')} className="overview-metrics">
        <div className="metric-row overview-main">{main.map(card)}</div>
        {all && <div className="metric-row">{rest.map(card)}</div>}
        {rest.length > 0 && <Button type="link" size="small" aria-expanded={all} onClick={() => setAll(!all)}>{t(all ? 'fewer' : 'more')}</Button>}
      </section>
      <div className="overview-two">
        {metric && <Card className="overview-trend" title={t('trendOf', { metric: pick(metric.title) })} help={openEnd ? t('open') : pick(metric.help)}><TrendChart data={data} metric={metric} bucket={data.bucket} /></Card>}
        <Card title={t('changes')} {...(data.compare ? { help: t('changesHelp') } : {})}><Changes data={data} /></Card>
      </div>
      <div className="overview-three">
        {data.aipl && <Card title={pick(data.aipl.title)} extra={<Link href={`/classes/${data.aipl.classification}`}>{t('openPage')}</Link>}><ClassBar data={data.aipl} asOf={data.as_of} /></Card>}
        {data.lifecycle && <Card title={pick(data.lifecycle.title)} extra={<Link href={`/classes/${data.lifecycle.classification}`}>{t('openPage')}</Link>}><ClassBar data={data.lifecycle} asOf={data.as_of} /></Card>}
        <RfmCard data={data} />
      </div>
      {buyers && fresh && <Card title={t('newOld')} help={t('newOldHelp')}><NewOldChart data={data} buyers={buyers} fresh={fresh} /></Card>}
    </div>
  );
}

/** One screen, then act. */
export default function OverviewPage(_: PageProps) {
  const t = useStrings(strings), f = useFormat();
  const { period, change, args } = usePeriod();
  const [s, set] = useUrlState({ metric: p.text('gmv'), all: p.flag() });
  const q = useApi('getOverview', args);
  const d = q.data;
  const today = f.dayOf(new Date().toISOString());
  const lastDay = d?.last_event_at ? f.dayOf(d.last_event_at) : null;
  const quiet = d !== undefined && d.has_data && lastDay !== null && lastDay < d.from;
  return (
    <Page title={t('title')}
      {...(d?.has_data && d.last_event_at ? { lead: t.node('people', { people: f.count(d.people), events: f.count(d.events), when: <Link href="/live" title={t('live')}>{f.relative(d.last_event_at)}</Link> }) } : {})}
      actions={<AsOf at={d?.as_of} {...(d ? { lsn: d.lsn } : {})} onRefresh={() => void q.refetch()} busy={q.isFetching} />}
      toolbar={d?.has_data === false ? undefined : <PeriodPicker period={period} onChange={change} shown={d && { from: d.from, to: d.to }} last={today} />}>
      <Await query={q} shape="cards">
        {(data) => !data.has_data ? <OverviewEmpty /> : (
          <>
            {quiet && lastDay && <div className="overview-quiet" role="status">{t('quiet', { day: lastDay })} <Button type="link" size="small" onClick={() => change({ from: dayPlus(lastDay, -29), to: lastDay })}>{t('quietAction')}</Button></div>}
            <Body data={data} chosen={s.metric} choose={(metric) => set({ metric })} all={s.all} setAll={(all) => set({ all })} />
          </>
        )}
      </Await>
    </Page>
  );
}
