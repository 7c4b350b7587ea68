import { Button, Segmented } from 'antd';
import { useCallback, useState } from 'react';
import { useSend } from '@/api/hooks';
import type { EarnPreview } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import type { EChartsOption } from 'echarts';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Amount } from '@/parts/points/Amount';
import { accountHref } from '@/parts/points/who';
import { Table } from '@/parts/table/Table';
import { Link } from 'wouter';
import type { Doc } from './currency';
import { ruleStrings } from './ruleStrings';
import { strings } from './strings';

const spans = [7, 30, 90, 365] as const;

function Result({ d, currency }: { d: EarnPreview; currency: string }) {
  const t = useStrings(ruleStrings), f = useFormat();
  const option = useCallback(({ tokens }: ChartContext): EChartsOption => ({
    grid: { left: 8, right: 8, top: 12, bottom: 8, containLabel: true }, tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: d.days.map((x) => x.day) }, yAxis: { type: 'value' },
    series: [{ type: 'bar', name: t('wouldPoints'), data: d.days.map((x) => Number(x.points)), itemStyle: { color: tokens.categorical[0] } }],
  }), [d, t]);
  if (d.matched === 0 && d.errors === 0) return <EmptyState kind="nothing" title={t('nothingMatched')} />;
  return (
    <div className="points-form">
      <dl className="points-figures">
        <div><dt>{t('wouldPoints')}</dt><dd><Amount v={d.points} /></dd></div>
        <div><dt>{t('wouldBack')}</dt><dd><Amount v={d.taken_back} /></dd></div>
        <div><dt>{t('wouldPeople')}</dt><dd className="num">{f.count(d.people)}</dd></div>
        <div><dt>{t('wouldMatched')}</dt><dd className="num">{f.count(d.matched)}</dd></div>
        <div><dt>{t('wouldGrants')}</dt><dd className="num">{f.count(d.grants)}</dd></div>
        {d.errors > 0 && <div><dt>{t('wouldErrors')}</dt><dd className="num points-bad">{f.count(d.errors)}</dd></div>}
      </dl>
      {d.error && <p className="points-banner">{d.error}</p>}
      {!d.complete && <p className="points-banner">{t('incomplete')}</p>}
      <Chart label={t('byDay')} height={220} option={option} table={{ columns: [{ title: t('day') }, { title: t('wouldPoints'), align: 'right' }], rows: d.days.map((x) => [x.day, x.points]) }} />
      {d.top.length > 0 && <section><h3 className="rule-label">{t('topPeople')}</h3>
        <Table dense rows={d.top} rowKey={(x) => String(x.person.subject)} label={t('topPeople')} columns={[
          { id: 'person', title: t('person'), cell: (x) => (x.person.id === null ? '–' : <Link href={accountHref(x.person.id, currency)}>{x.person.name ?? x.person.id}</Link>) },
          { id: 'points', title: t('wouldPoints'), align: 'right', cell: (x) => <Amount v={x.points} /> },
        ]} /></section>}
    </div>
  );
}

/** What the rule, as it stands in the editor, would have granted. */
export function RulePreview({ document, currency }: { document: Doc; currency: string }) {
  const t = useStrings(ruleStrings), s = useStrings(strings), role = useStrings(roleNames), may = useCan('analyst');
  const [days, setDays] = useState<number>(30);
  const run = useSend('previewEarnRule');
  const [asked, setAsked] = useState('');
  const text = JSON.stringify(document);
  const ask = () => { setAsked(text); run.mutate({ doc: document as never, days }); };
  return (
    <Card title={t('tabPreview')} help={t('previewHelp')}>
      <div className="points-form">
        <div className="points-find"><span>{t('previewDays')}</span><Segmented aria-label={t('previewDays')} value={days} onChange={(v) => setDays(Number(v))} options={spans.map((n) => ({ value: n, label: t('daysN', { n }) }))} />
          <ActionButton type="primary" reason={may ? null : s('needRole', { role: role('analyst') })} loading={run.isPending} onClick={ask}>{t('run')}</ActionButton></div>
        {run.isError && <Problem error={run.error} />}
        {run.data && asked !== text && <p className="points-banner">{t('stale')}<Button size="small" onClick={ask}>{t('run')}</Button></p>}
        {run.data ? <Result d={run.data} currency={currency} /> : !run.isPending && !run.isError && <p className="muted">{t('runFirst')}</p>}
      </div>
    </Card>
  );
}
