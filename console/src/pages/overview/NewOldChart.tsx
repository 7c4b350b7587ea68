import { useCallback } from 'react';
import type { Metric, Overview } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { rest } from './pick';
import { strings } from './strings';

/** Who buys: newcomers on top of those who came back, stacked so that the height is all buyers. */
export function NewOldChart({ data, buyers, fresh }: { data: Overview; buyers: Metric; fresh: Metric }) {
  const t = useStrings(strings), f = useFormat();
  const old = rest(buyers.trend, fresh.trend);
  const option = useCallback(({ tokens, format }: ChartContext) => {
    const bar = (name: string, values: readonly (number | null)[], color: string) => ({ type: 'bar' as const, stack: 'buyers', name, data: [...values], itemStyle: { color, borderRadius: 0 }, barCategoryGap: '30%' });
    return {
      grid: { left: 8, right: 16, top: 36, bottom: 8, containLabel: true },
      legend: { top: 0, left: 0, data: [t('oldBuyers'), t('newBuyers')] },
      tooltip: { trigger: 'axis' as const, valueFormatter: (v: unknown) => format.count(v as number) },
      xAxis: { type: 'category' as const, data: data.days.map((d) => d.slice(5)) },
      yAxis: { type: 'value' as const, splitNumber: 3, minInterval: 1, axisLabel: { formatter: (v: number) => format.short(v) } },
      series: [bar(t('oldBuyers'), rest(buyers.trend, fresh.trend), tokens.categorical[0]), bar(t('newBuyers'), fresh.trend, tokens.categorical[1])],
    };
  }, [data, buyers, fresh, t]);
  const table = { columns: [{ title: t('day') }, { title: t('newBuyers'), align: 'right' as const }, { title: t('oldBuyers'), align: 'right' as const }], rows: data.days.map((d, i) => [d, f.count(fresh.trend[i]), f.count(old[i])]) };
  return <Chart option={option} height={220} table={table} label={`${t('newOld')}. ${t('newOldHelp')}`} />;
}
