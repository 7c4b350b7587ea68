/* A waterfall: what there was, what came, what went, what there is. */
import type { EChartsOption } from 'echarts';
import type { Difference } from '@/api/types';
import type { ChartContext } from '@/parts/chart/types';

export const sides = ['from', 'entered', 'left', 'to'] as const;
export type Side = (typeof sides)[number];
export const peopleOf = (d: Difference, what: Side | 'stayed'): number => (what === 'from' ? d.from.people : what === 'to' ? d.to.people : d[what]);
/** Of the table. */
export const rows = ['from', 'entered', 'left', 'stayed', 'to'] as const;
/** In the terms of the API. */
export const cellOf = (what: Side | 'stayed'): object => ({ what });

export function pictureOf(d: Difference, nameOf: (s: Side) => string, { tokens, format }: ChartContext): EChartsOption {
  const stand = { from: 0, entered: d.from.people, left: d.to.people, to: 0 };
  const color = { from: tokens.categorical[0], entered: tokens.categorical[2], left: tokens.categorical[1], to: tokens.categorical[0] };
  const signed = (s: Side) => `${s === 'entered' ? '+' : s === 'left' ? '−' : ''}${format.count(peopleOf(d, s))}`;
  return {
    grid: { left: 8, right: 16, top: 28, bottom: 8, containLabel: true },
    xAxis: { type: 'category', data: sides.map(nameOf), axisLabel: { interval: 0 } },
    yAxis: { type: 'value', splitNumber: 3, minInterval: 1, axisLabel: { formatter: (v: number) => format.short(v) } },
    series: [
      { type: 'bar', stack: 'all', silent: true, itemStyle: { color: 'transparent' }, data: sides.map((s) => stand[s]) },
      { type: 'bar', stack: 'all', barMaxWidth: 96, data: sides.map((s) => ({ value: peopleOf(d, s), itemStyle: { color: color[s] as string } })), label: { show: true, position: 'top', color: tokens.text, formatter: (x: { dataIndex: number }) => signed(sides[x.dataIndex] ?? 'from') } },
    ],
  };
}
