/* The picture of a segment's history: its size as a line, who came above and who left below. */
import type { EChartsOption } from 'echarts';
import type { SegmentDay } from '@/api/types';
import type { ChartContext } from '@/parts/chart/types';

export interface MoveWords { people: string; entered: string; exited: string }

/** Who was in it when it was first looked at did not come then. */
const came = (d: SegmentDay): number => d.entered - (d.entered_by.baseline ?? 0);

export function movesOf(days: readonly SegmentDay[], words: MoveWords, { tokens, format }: ChartContext): EChartsOption {
  const short = (v: number) => format.short(Math.abs(v));
  const axis = { type: 'category' as const, data: days.map((d) => d.day.slice(5)), axisLabel: { hideOverlap: true } };
  const side = { left: 56, right: 8 };
  return {
    grid: [{ ...side, top: 32, height: '42%' }, { ...side, bottom: 28, height: '28%' }],
    legend: { top: 0, left: 0, itemWidth: 12, itemHeight: 8 },
    axisPointer: { link: [{ xAxisIndex: 'all' }] },
    tooltip: {
      trigger: 'axis', confine: true,
      formatter: (ps: unknown) => { const d = days[(ps as { dataIndex: number }[])[0]?.dataIndex ?? 0]; return d ? `${d.day}<br>${words.people} <b>${format.count(d.people)}</b><br>${words.entered} +${format.count(came(d))}<br>${words.exited} −${format.count(d.exited)}` : ''; },
    },
    xAxis: [{ ...axis, axisLabel: { show: false } }, { ...axis, gridIndex: 1, axisLine: { onZero: false } }],
    yAxis: [{ type: 'value', splitNumber: 3, minInterval: 1, axisLabel: { formatter: short } }, { type: 'value', gridIndex: 1, splitNumber: 2, minInterval: 1, axisLabel: { formatter: short } }],
    series: [
      { name: words.people, type: 'line', data: days.map((d) => d.people), showSymbol: days.length === 1, itemStyle: { color: tokens.categorical[0] } },
      { name: words.entered, type: 'bar', stack: 'moves', xAxisIndex: 1, yAxisIndex: 1, data: days.map(came), barMaxWidth: 16, itemStyle: { color: tokens.categorical[2] } },
      { name: words.exited, type: 'bar', stack: 'moves', xAxisIndex: 1, yAxisIndex: 1, data: days.map((d) => -d.exited), barMaxWidth: 16, itemStyle: { color: tokens.categorical[1] } },
    ],
  };
}
