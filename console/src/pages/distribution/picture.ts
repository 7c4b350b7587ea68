import type { EChartsOption } from 'echarts';
import type { Distribution, DistributionGroup } from '@/api/types';
import type { ChartContext } from '@/parts/chart/types';
import { placeOf, type Bin } from './bins';

export type BinName = (b: Bin) => string;
export interface PictureWords { binName: BinName; /** "Cumulative", before a share. */ cumulative: string; /** People's numbers are whole. */ whole: boolean }

const marks = [['25%', 'p25'], ['50%', 'median'], ['75%', 'p75'], ['90%', 'p90']] as const;
const ROW = 14;

export interface Mark { name: string; at: number; /** The median. */ half: boolean; /** Of its name, from below: names do not run into each other. */ row: number }

/** Percentiles and where they stand; those of the same place are one mark. */
export function marksOf(d: Distribution, g: DistributionGroup, whole: boolean, few = false): Mark[] {
  const all: Mark[] = [], near = d.bins.length / 8;
  for (const [name, key] of few ? marks.slice(1, 2) : marks) {
    const v = g.figures?.[key], at = v === null || v === undefined ? null : placeOf(v, d.bins, whole);
    if (at === null) continue;
    const same = all.find((m) => Math.abs(m.at - at) < 1e-9);
    if (same) { same.name += ` ${name}`; same.half ||= key === 'median'; }
    else all.push({ name, at, half: key === 'median', row: 0 });
  }
  // They rise, so each has to stay clear of those before it alone.
  for (const [i, m] of all.entries()) { const taken = all.slice(0, i).filter((o) => m.at - o.at < near * (o.name.includes(' ') ? 1.5 : 1)).map((o) => o.row); while (taken.includes(m.row)) m.row++; }
  return all;
}

/** Bars of people by bin, with percentiles. `small`: on a board, where only the median has room. */
export function pictureOf(d: Distribution, g: DistributionGroup, { binName, cumulative, whole }: PictureWords, { tokens, format }: ChartContext, small = false): EChartsOption {
  const shown = marksOf(d, g, whole, small);
  const of = (n: number) => format.rate(g.people > 0 ? n / g.people : null);
  let sum = 0;
  const upTo = g.counts.map((n) => (sum += n));
  return {
    grid: { left: 8, right: 16, top: 12 + ROW * Math.max(0, ...shown.map((m) => m.row + 1)), bottom: 8, containLabel: true },
    tooltip: { trigger: 'axis', confine: true, axisPointer: { type: 'shadow' }, formatter: (ps: unknown) => { const i = (ps as { dataIndex: number }[])[0]?.dataIndex ?? 0, b = d.bins[i]; return b ? `${binName(b)}<br><b>${format.count(g.counts[i])}</b> · ${of(g.counts[i] ?? 0)}<br><span style="color:${tokens.tertiary}">${cumulative} ${of(upTo[i] ?? 0)}</span>` : ''; } },
    // Bins are named below their bars; what stands within a bin is placed along the second axis, which has no words.
    xAxis: [{ type: 'category', data: d.bins.map(binName), axisLabel: { hideOverlap: true } }, { type: 'value', show: false, min: 0, max: d.bins.length, axisPointer: { show: false } }],
    yAxis: { type: 'value', splitNumber: 4, minInterval: 1, axisLabel: { formatter: (v: number) => format.short(v) } },
    series: [
      { type: 'bar', data: g.counts, barCategoryGap: '10%', barMaxWidth: 72, itemStyle: { color: tokens.categorical[0] } },
      { type: 'line', xAxisIndex: 1, data: [], silent: true, markLine: { silent: true, symbol: 'none', animation: false, data: shown.map((m) => ({ xAxis: m.at, lineStyle: { color: tokens.secondary, type: m.half ? 'solid' as const : 'dashed' as const }, label: { formatter: m.name, distance: 4 + ROW * m.row, color: tokens.secondary } })) } },
    ],
  };
}
