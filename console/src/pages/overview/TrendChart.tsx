import { useCallback } from 'react';
import type { CellType, Metric, Overview } from '@/api/types';
import type { Format } from '@/i18n/useFormat';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { dayPlus, daysBetween } from './pick';
import { strings } from './strings';

export interface TrendChartProps { data: Overview; metric: Metric; bucket: 'day' | 'week' }

const shown = (f: Format, v: number | null | undefined, type: CellType, short = false): string =>
  v === null || v === undefined ? '–' : short ? f.cellShort(v, type) : f.cell(v, type);

/** One metric day by day (or week by week), the comparison dotted under it, an unfinished end dashed (rule 13). */
export function TrendChart({ data, metric, bucket }: TrendChartProps) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const name = pick(metric.title);
  const unfinished = data.complete_to < data.to;
  const back = data.compare ? daysBetween(data.compare.from, data.from) : 0;
  const before = metric.previous_trend;
  const option = useCallback(({ tokens, format }: ChartContext) => {
    const last = data.days.length - 1;
    const whole = unfinished ? metric.trend.map((v, i) => (i === last ? null : v)) : metric.trend;
    const end = metric.trend.map((v, i) => (i >= last - 1 ? v : null));
    const line = (color: string, type: 'solid' | 'dashed' | 'dotted') => ({ type: 'line' as const, showSymbol: metric.trend.length === 1, connectNulls: false, lineStyle: { color, type, width: 2 }, itemStyle: { color } });
    return {
      grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
      tooltip: {
        trigger: 'axis' as const,
        formatter: (ps: unknown) => {
          const i = (ps as { dataIndex: number }[])[0]?.dataIndex ?? 0;
          const day = data.days[i] as string;
          const rows = [`<b>${format.dayLabel(day)}</b> ${shown(format, metric.trend[i], metric.type)}`];
          if (before && data.compare) rows.push(`<span style="color:${tokens.tertiary}">${format.dayLabel(dayPlus(day, -back))} ${shown(format, before[i], metric.type)}</span>`);
          return rows.join('<br>');
        },
      },
      xAxis: { type: 'category' as const, data: data.days.map((d) => d.slice(5)), boundaryGap: false },
      yAxis: { type: 'value' as const, splitNumber: 4, axisLabel: { formatter: (v: number) => shown(format, v, metric.type, true) } },
      series: [
        ...(before ? [{ ...line(tokens.control, 'dotted'), name: t('before'), data: [...before], z: 1 }] : []),
        { ...line(tokens.categorical[0], 'solid'), name: t('now'), data: whole, areaStyle: { color: tokens.categorical[0], opacity: 0.07 } },
        ...(unfinished ? [{ ...line(tokens.categorical[0], 'dashed'), name: t('now'), data: end, silent: true }] : []),
      ],
    };
  }, [data, metric, before, back, unfinished, t]);
  const table = {
    columns: [{ title: t(bucket === 'week' ? 'week' : 'day') }, { title: name, align: 'right' as const }, ...(before ? [{ title: t('beforeDay') }, { title: t('before'), align: 'right' as const }] : [])],
    rows: data.days.map((d, i) => [d, shown(f, metric.trend[i], metric.type), ...(before ? [dayPlus(d, -back), shown(f, before[i], metric.type)] : [])]),
  };
  return <Chart option={option} height={360} fill table={table} label={t('trendLabel', { metric: name, from: data.from, to: data.to, bucket: t(bucket === 'week' ? 'byWeek' : 'byDay') })} />;
}
