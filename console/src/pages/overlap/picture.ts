/* The matrix as a picture, for files: what the table shows one at a time stands in each cell together. */
import type { EChartsOption } from 'echarts';
import type { Overlap } from '@/api/types';
import type { ChartContext } from '@/parts/chart/types';
import { heat, inkOn } from '@/theme/palette';

/** `size`: how many people a set has; `pair`: how many are in both, and the lift; `help`: what a cell says. */
export interface OverlapWords { size: (people: string, share: string) => string; pair: (people: string, lift: string) => string; help: string }

/* A brace would end the style of a label. */
const plain = (name: string): string => name.replaceAll('{', '(').replaceAll('}', ')');

/** A row for each set, a column for each; darker is more of the row. */
export function pictureOf(d: Overlap, names: readonly string[], words: OverlapWords, { tokens, format }: ChartContext): EChartsOption {
  const n = d.sets.length;
  const lift = (v: number | null) => (v === null ? '–' : `${format.real(v)}×`);
  // A narrow cell has the numbers alone.
  const pair = (people: string, by: string) => (n <= 6 ? words.pair(people, by) : `${people} · ${by}`);
  // Rows of a picture are counted from below; two sets may have one name, so an axis is told by place.
  const row = (y: number) => n - 1 - y;
  const places = d.sets.map((_, i) => String(i));
  return {
    grid: { left: 8, right: 8, top: 64, bottom: 8, containLabel: true },
    visualMap: { show: false, type: 'continuous', min: 0, max: 1, dimension: 2, inRange: { color: [...tokens.sequential] } },
    xAxis: { type: 'category', position: 'top', data: places, name: words.help, nameLocation: 'middle', nameGap: 40, nameTextStyle: { color: tokens.tertiary, fontSize: 13 }, axisLine: { show: false }, axisLabel: { interval: 0, color: tokens.text, width: Math.max(40, Math.floor(820 / n) - 8), overflow: 'truncate', formatter: (v: string) => names[Number(v)] ?? '' } },
    yAxis: { type: 'category', data: places, axisLine: { show: false }, axisLabel: {
      interval: 0, lineHeight: 18, align: 'right', width: 260, overflow: 'truncate', formatter: (v: string) => { const i = row(Number(v)), s = d.sets[i]; return s ? `{name|${plain(names[i] ?? '')}}\n{size|${words.size(format.count(s.people), format.rate(s.share))}}` : ''; },
      rich: { name: { color: tokens.text, fontSize: 13, align: 'right' }, size: { color: tokens.tertiary, align: 'right' } },
    } },
    series: [{ type: 'heatmap', itemStyle: { borderColor: tokens.surface, borderWidth: 2 },
      data: d.matrix.flatMap((cells, i) => cells.flatMap((c, j) => {
        if (i === j) return [];
        const share = Math.min(1, c.share), ground = c.people > 0 ? heat(share * 0.999, tokens) : tokens.surface, ink = inkOn(ground);
        return [{ value: [j, row(i), share] as number[], itemStyle: { color: ground }, label: { show: true, lineHeight: 17, formatter: `{share|${format.rate(c.share)}}\n{n|${pair(format.count(c.people), lift(c.lift))}}`, rich: { share: { color: ink, fontSize: 14, fontWeight: 600 as const }, n: { color: ink, fontSize: 11 } } } }];
      })) }],
  };
}
export const heightOf = (d: Overlap): number => 80 + 56 * d.sets.length;
