import type { EChartsOption } from 'echarts';
import type { Distribution, DistributionGroup } from '@/api/types';
import type { ChartContext } from '@/parts/chart/types';

export type BinName = (b: Distribution['bins'][number]) => string;

/** Bars of people by bin. */
export function pictureOf(d: Distribution, g: DistributionGroup, nameOf: BinName, { tokens, format }: ChartContext): EChartsOption {
  return {
    grid: { left: 8, right: 16, top: 12, bottom: 8, containLabel: true },
    tooltip: { trigger: 'axis', confine: true, axisPointer: { type: 'shadow' }, formatter: (ps: unknown) => { const i = (ps as { dataIndex: number }[])[0]?.dataIndex ?? 0, b = d.bins[i]; return b ? `${nameOf(b)}<br><b>${format.count(g.counts[i])}</b> · ${format.rate(g.people > 0 ? (g.counts[i] ?? 0) / g.people : null)}` : ''; } },
    xAxis: { type: 'category', data: d.bins.map(nameOf), axisLabel: { hideOverlap: true } },
    yAxis: { type: 'value', splitNumber: 4, minInterval: 1, axisLabel: { formatter: (v: number) => format.short(v) } },
    series: [{ type: 'bar', data: g.counts, barCategoryGap: '10%', barMaxWidth: 72, itemStyle: { color: tokens.categorical[0] } }],
  };
}
