/* The funnel as a table and as a picture, for files. */
import type { EChartsOption } from 'echarts';
import type { Funnel, FunnelGroup } from '@/api/types';
import type { ChartContext } from '@/parts/chart/types';
import type { CsvCell } from '@/parts/question/csv';

/** One row for each step of each group; column names are those of the API, so that a file fits any language. */
export function csvOf(d: Funnel, titles: readonly string[], nameOf: (g: FunnelGroup) => string): CsvCell[][] {
  const head = ['group', 'step', 'title', 'events', 'reached', 'dropped', 'rate', 'step_rate', 'median_seconds', 'as_of'];
  return [head, ...[d.all, ...d.groups].flatMap((g) => g.steps.map((s, i): CsvCell[] => [nameOf(g), i + 1, titles[i], d.steps[i]?.events, s.reached, s.dropped, s.rate, s.step_rate, s.seconds?.median, d.as_of]))];
}

export function pictureOf(d: Funnel, titles: readonly string[], { tokens, format }: ChartContext): EChartsOption {
  const steps = [...d.all.steps].reverse(), names = [...titles].reverse();
  return {
    grid: { left: 16, right: 180, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: 'value', max: Math.max(1, d.all.steps[0]?.reached ?? 1), show: false },
    yAxis: { type: 'category', data: names, axisTick: { show: false }, axisLine: { show: false }, axisLabel: { fontSize: 14, color: tokens.text, width: 220, overflow: 'truncate' } },
    series: [{ type: 'bar', data: steps.map((s) => s.reached), showBackground: true, backgroundStyle: { color: tokens.subtle }, barMaxWidth: 36, itemStyle: { color: tokens.categorical[0] },
      label: { show: true, position: 'right', fontSize: 14, color: tokens.text, formatter: (x: { dataIndex: number }) => { const s = steps[x.dataIndex]; return s ? `${format.rate(s.rate)}  ${format.count(s.reached)}` : ''; } } }],
  };
}
