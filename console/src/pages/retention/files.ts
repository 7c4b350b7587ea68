/* Retention as a table and as pictures. */
import type { EChartsOption } from 'echarts';
import type { Retention, RetentionGroup } from '@/api/types';
import type { ChartContext } from '@/parts/chart/types';
import type { CsvCell } from '@/parts/question/csv';
import { withOpenEnd } from '@/parts/question/series';
import { cohortsOf, most, type Show } from './values';

/** One row for each cell; column names are those of the API. */
export function csvOf(d: Retention, nameOf: (g: RetentionGroup) => string): CsvCell[][] {
  const head = ['group', 'cohort_from', 'cohort_to', 'size', 'from', 'to', 'people', 'lost', 'rate', 'events', 'sum', 'per_person', 'incomplete', 'as_of'];
  return [head, ...[d.all, ...d.groups].flatMap((g) => cohortsOf(d, g).flatMap((c) => c.cells.map((x, i): CsvCell[] => [nameOf(g), c.from, c.to, c.size, d.columns[i]?.from, d.columns[i]?.to, x.people, x.of - x.people, x.rate, x.events, x.sum, x.per_person, x.incomplete, d.as_of])))];
}

export function pictureOf(d: Retention, columnName: (i: number) => string, { tokens, format }: ChartContext): EChartsOption {
  const rows = [...d.cohorts].reverse();
  const top = most(rows, 'rate') || 1;
  return {
    grid: { left: 8, right: 8, top: 32, bottom: 8, containLabel: true },
    visualMap: { show: false, min: 0, max: top, dimension: 2, inRange: { color: [...tokens.sequential] } },
    xAxis: { type: 'category', position: 'top', data: d.columns.map((_, i) => columnName(i)), axisLine: { show: false }, axisLabel: { interval: 0, hideOverlap: true } },
    yAxis: { type: 'category', data: rows.map((c) => `${c.from}  ${format.count(c.size)}`), axisLine: { show: false } },
    series: [{ type: 'heatmap', itemStyle: { borderColor: tokens.surface, borderWidth: 2 },
      data: rows.flatMap((c, y) => c.cells.map((x, i) => ({ value: [i, y, Math.min(top, x.rate ?? 0)] as number[], label: { show: true, formatter: format.rate(x.rate), color: tokens.onSequential[Math.min(6, Math.floor(Math.min(0.999, (x.rate ?? 0) / top) * 7))] as string } }))) }],
  };
}

export function curveOf(lines: readonly { name: string; values: (number | null)[] }[], columns: readonly string[], show: Show, money: boolean, { tokens, format }: ChartContext): EChartsOption {
  const value = (v: number | null | undefined) => (v === null || v === undefined ? '–' : show === 'rate' ? format.rate(v) : show === 'per_person' ? format.figure(v, money) : format.count(v));
  return {
    grid: { left: 8, right: 16, top: lines.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
    ...(lines.length > 1 ? { legend: { type: 'scroll' as const, top: 0, left: 0, data: lines.map((l) => l.name) } } : {}),
    tooltip: { trigger: 'axis', confine: true, formatter: (ps: unknown) => { const i = (ps as { dataIndex: number }[])[0]?.dataIndex ?? 0; return `<b>${columns[i] ?? ''}</b><br>${lines.map((l) => `${lines.length > 1 ? `${l.name} ` : ''}${value(l.values[i])}`).join('<br>')}`; } },
    xAxis: { type: 'category', data: [...columns], boundaryGap: false, axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', min: 0, splitNumber: 4, axisLabel: { formatter: (v: number) => (show === 'rate' ? format.rate(v) : format.figureShort(v, money && show === 'per_person')) } },
    series: lines.flatMap((l, i) => withOpenEnd(l.name, l.values, [], tokens.categorical[i % 6] as string, i)),
  };
}
