import type { EChartsOption } from 'echarts';
import type { Attribution, AttributionChannel } from '@/api/types';
import type { ChartContext } from '@/parts/chart/types';
import type { Worth } from './useWorth';

export const shows = ['share', 'conversions', 'value'] as const;
export type Show = (typeof shows)[number];

/** Decimals are exact texts; a picture needs no more than a number. */
export const creditOf = (c: AttributionChannel, model: number, show: Show): number | null => { const m = c.models[model]; return m ? (show === 'share' ? m.share : Number(show === 'value' ? m.value : m.conversions)) : null; };
/** What no channel deserves is not in the picture of channels. */
export const drawn = (d: Attribution): AttributionChannel[] => d.channels.filter((c) => c.kind !== 'none').slice(0, 15);

export interface PictureWords { worth: Worth; nameOf: (c: AttributionChannel) => string; modelName: (m: string) => string; /** What the bars are, below their axis. */ axis: string }

/** Channels down, a bar for each model; the tip has share and amounts, whichever is drawn. */
export function pictureOf(d: Attribution, show: Show, { worth, nameOf, modelName, axis }: PictureWords, { tokens, format }: ChartContext): EChartsOption {
  const rows = [...drawn(d)].reverse();
  const unit = worth.money && show === 'value' ? 'money' : 'number';
  const credit = (c: AttributionChannel, i: number) => { const m = c.models[i]; return m ? [...(worth.summed ? [worth.text(m.value)] : []), format.rate(m.share), worth.conversions(m.conversions)].join(' · ') : '–'; };
  return {
    grid: { left: 8, right: 24, top: d.models.length > 1 ? 36 : 8, bottom: 30, containLabel: true },
    ...(d.models.length > 1 ? { legend: { type: 'scroll', top: 0, left: 0, data: d.models.map(modelName) } } : {}),
    tooltip: { trigger: 'axis', confine: true, axisPointer: { type: 'shadow' }, formatter: (ps: unknown) => { const c = rows[(ps as { dataIndex: number }[])[0]?.dataIndex ?? 0]; return c ? `<b>${nameOf(c)}</b><br>${d.models.map((m, i) => `${modelName(m)}&ensp;<b>${credit(c, i)}</b>`).join('<br>')}${worth.summed ? `<br><span style="color:${tokens.tertiary}">% = ${worth.share}</span>` : ''}` : ''; } },
    xAxis: { type: 'value', name: axis, nameLocation: 'middle', nameGap: 28, splitNumber: 4, axisLabel: { formatter: (v: number) => (show === 'share' ? format.rate(v) : format.figureShort(v, unit)) } },
    yAxis: { type: 'category', data: rows.map(nameOf), axisLabel: { width: 160, overflow: 'truncate' } },
    series: d.models.map((m, i) => ({ type: 'bar', name: modelName(m), data: rows.map((c) => creditOf(c, i, show)), barMaxWidth: 14, barGap: '10%', itemStyle: { color: tokens.categorical[i % 6] as string, ...(i >= 6 ? { opacity: 0.6 } : {}) } })),
  };
}
export const heightOf = (d: Attribution): number => 82 + drawn(d).length * Math.max(26, d.models.length * 13 + 8);
