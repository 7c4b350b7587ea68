import { useCallback } from 'react';
import type { Funnel } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { Card } from '@/parts/page/Card';
import { strings } from './strings';

/** How long the whole way took, of those who got to the end. */
export function TimesCard({ data }: { data: Funnel }) {
  const t = useStrings(strings), f = useFormat();
  const times = data.all.seconds, bins = data.histogram;
  const option = useCallback(({ tokens, format }: ChartContext) => ({
    grid: { left: 8, right: 16, top: 12, bottom: 8, containLabel: true },
    tooltip: { trigger: 'axis' as const, axisPointer: { type: 'shadow' as const }, formatter: (ps: unknown) => { const b = bins[(ps as { dataIndex: number }[])[0]?.dataIndex ?? 0]; return b ? `${format.seconds(b.from)} – ${format.seconds(b.to)}<br><b>${format.count(b.n)}</b>` : ''; } },
    xAxis: { type: 'category' as const, data: bins.map((b) => format.seconds(b.from)), axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value' as const, splitNumber: 3, minInterval: 1, axisLabel: { formatter: (v: number) => format.short(v) } },
    series: [{ type: 'bar' as const, data: bins.map((b) => b.n), barCategoryGap: '12%', barMaxWidth: 80, itemStyle: { color: tokens.categorical[0] } }],
  }), [bins]);
  return (
    <Card title={t('times')}>
      {!times || bins.length === 0 ? <p className="muted">{t('noTimes')}</p> : (
        <>
          <dl className="question-figures funnel-times">
            {([['25 %', times.p25], [t('medianTime'), times.median], ['75 %', times.p75], ['90 %', times.p90], ['95 %', times.p95], [t('mean'), times.mean]] as const).map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{f.seconds(v)}</dd></div>)}
          </dl>
          <Chart option={option} height={220} label={t('timesLabel', { median: f.seconds(times.median) })} table={{ columns: [{ title: t('from') }, { title: t('to') }, { title: t('n'), align: 'right' }], rows: bins.map((b) => [f.seconds(b.from), f.seconds(b.to), f.count(b.n)]) }} />
        </>
      )}
    </Card>
  );
}
