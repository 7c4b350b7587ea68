/* The picture of a trend: lines, bars or stacked bars; what it is compared with is dotted, what is not over dashed. */
import type { EChartsOption } from 'echarts';
import type { Trend } from '@/api/types';
import type { ChartContext } from '@/parts/chart/types';
import { withOpenEnd } from '@/parts/question/series';
import { needsRight, type Line } from './lines';

export const views = ['line', 'bar', 'stack'] as const;
export type View = (typeof views)[number];
export interface TrendWords { openMark: string; before: string; right: string }

/** A day, a moment within a day, or the hour of a week. */
export const shortPeriod = (p: Trend['periods'][number]): string => (p.from.length > 10 ? p.from.slice(5, 16).replace('T', ' ') : p.from.slice(5));

export function pictureOf(d: Trend, lines: readonly Line[], view: View, words: TrendWords, { tokens, format }: ChartContext): EChartsOption {
  const open = d.periods.map((p) => p.incomplete);
  const right = view === 'line' ? needsRight(lines) : new Set<number>();
  const color = (i: number) => tokens.categorical[i % 6] as string;
  const series = lines.flatMap((l, i): object[] => {
    const axis = { yAxisIndex: right.has(l.figure) ? 1 : 0 };
    // More than three dotted lines under as many whole ones is a tangle; the table has them.
    const before = l.before && lines.length <= 3 ? [{ type: 'line', name: `${l.name} (${words.before})`, data: l.before, showSymbol: false, silent: true, lineStyle: { color: color(i), type: 'dotted', width: 1.5, opacity: 0.8 }, itemStyle: { color: color(i) }, ...axis }] : [];
    if (view === 'line') return [...withOpenEnd(l.name, l.values, open, color(i), i).map((s) => ({ ...s, ...axis })), ...before];
    return [{ type: 'bar', name: l.name, ...(view === 'stack' ? { stack: 'all' } : {}), itemStyle: { color: color(i) }, data: l.values.map((v, k) => (open[k] ? { value: v, itemStyle: { color: color(i), opacity: 0.5 } } : v)) }, ...before];
  });
  const value = (l: Line, v: number | null | undefined) => (v === null || v === undefined ? '–' : format.figure(v, l.money));
  const axisOf = (ls: readonly Line[]) => { const money = ls.length > 0 && ls.every((l) => l.money); return { type: 'value' as const, splitNumber: 4, axisLabel: { formatter: (v: number) => format.figureShort(v, money) } }; };
  const left = axisOf(lines.filter((l) => !right.has(l.figure)));
  return {
    grid: { left: 8, right: 16, top: lines.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
    ...(lines.length > 1 ? { legend: { type: 'scroll', top: 0, left: 0, data: lines.map((l) => l.name), formatter: (name: string) => (lines.some((l) => l.name === name && right.has(l.figure)) ? `${name} ${words.right}` : name) } } : {}),
    tooltip: {
      trigger: 'axis', confine: true,
      formatter: (ps: unknown) => {
        const i = (ps as { dataIndex: number }[])[0]?.dataIndex ?? 0, p = d.periods[i];
        return `<b>${p ? shortPeriod(p) : ''}${p?.incomplete ? words.openMark : ''}</b><br>${lines.map((l) => `${lines.length > 1 ? `${l.name} ` : ''}${value(l, l.values[i])}${l.before ? ` <span style="color:${tokens.tertiary}">${words.before} ${value(l, l.before[i])}</span>` : ''}`).join('<br>')}`;
      },
    },
    xAxis: { type: 'category', data: d.periods.map(shortPeriod), boundaryGap: view !== 'line', axisLabel: { hideOverlap: true } },
    yAxis: right.size > 0 ? [left, { ...axisOf(lines.filter((l) => right.has(l.figure))), splitLine: { show: false } }] : left,
    series,
  } as EChartsOption;
}
/** Without periods: a bar for each group. */
export function totalsOf(lines: readonly Line[], { tokens, format }: ChartContext): EChartsOption {
  const rows = [...lines].reverse();
  return {
    grid: { left: 8, right: 90, top: 8, bottom: 8, containLabel: true }, xAxis: { type: 'value', show: false },
    yAxis: { type: 'category', data: rows.map((l) => l.name), axisLabel: { width: 200, overflow: 'truncate' } },
    series: [{ type: 'bar', data: rows.map((l) => l.total), itemStyle: { color: tokens.categorical[0] }, barMaxWidth: 28, label: { show: true, position: 'right', color: tokens.text, formatter: (x: { dataIndex: number }) => format.figure(rows[x.dataIndex]?.total, rows[x.dataIndex]?.money ?? false) } }],
  };
}
/** The 168 hours of a week; ECharts wants a visualMap here. */
export function weekOf(d: Trend, line: Line, days: readonly string[], { tokens, format }: ChartContext): EChartsOption {
  const most = Math.max(1, ...line.values.map((v) => v ?? 0));
  return {
    grid: { left: 8, right: 8, top: 8, bottom: 8, containLabel: true },
    tooltip: { trigger: 'item', confine: true, formatter: (x: unknown) => { const { value } = x as { value: number[] }; return `${days[value[1] ?? 0] ?? ''} ${value[0]}:00<br><b>${format.figure(value[2], line.money)}</b>`; } },
    visualMap: { show: false, min: 0, max: most, dimension: 2, inRange: { color: [...tokens.sequential] } },
    xAxis: { type: 'category', data: Array.from({ length: 24 }, (_, h) => String(h)), splitArea: { show: false } },
    yAxis: { type: 'category', data: [...days], inverse: true },
    series: [{ type: 'heatmap', itemStyle: { borderColor: tokens.surface, borderWidth: 2 }, data: d.periods.map((p, i) => [p.hour ?? 0, p.weekday ?? 0, line.values[i] ?? 0]) }],
  };
}
