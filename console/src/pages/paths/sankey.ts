/* The picture: a Sankey with a column for each level. */
import type { EChartsOption } from 'echarts';
import type { Paths, PathNode } from '@/api/types';
import type { ChartContext } from '@/parts/chart/types';
import { flowOf } from './flow';

export interface SankeyWords { nameOf: (n: PathNode) => string; ended: (n: number) => string }

/** Each event has one colour through all levels, as far as there are colours; the others are grey. */
function colours(d: Paths, palette: readonly string[]): ReadonlyMap<string, string> {
  const total = new Map<string, number>();
  for (const l of d.levels) for (const n of l.nodes) if (n.kind !== 'other') total.set(n.key, (total.get(n.key) ?? 0) + n.count);
  return new Map([...total.entries()].sort((a, b) => b[1] - a[1]).slice(0, palette.length).map(([key], i) => [key, palette[i] as string]));
}
export const rowsOf = (d: Paths): number => Math.max(1, ...d.levels.map((l) => l.nodes.length));
export const heightOf = (d: Paths): number => Math.min(900, Math.max(300, rowsOf(d) * 34));

export function sankeyOf(d: Paths, back: boolean, words: SankeyWords, { tokens, format }: ChartContext, small = false): EChartsOption {
  const { nodes, links } = flowOf(d, back);
  const colour = colours(d, tokens.categorical);
  const byName = new Map(nodes.map((n) => [n.name, n]));
  // A node lower than its label would write over its neighbours' labels; hovering and the table tell its name.
  const most = Math.max(1, ...d.levels.map((l) => l.nodes.reduce((sum, n) => sum + n.count, 0)));
  const label = (name: string | undefined) => { const n = byName.get(name ?? ''); return n ? words.nameOf(n.node) : ''; };
  return {
    tooltip: {
      trigger: 'item', confine: true,
      formatter: (x: unknown) => {
        const { dataType, data: e } = x as { dataType: string; data: { name?: string; source?: string; target?: string; value?: number; share?: number; seconds?: number } };
        if (dataType === 'edge') return `${label(e.source)} → ${label(e.target)}<br><b>${format.count(e.value)}</b> · ${format.rate(e.share)} · ${format.seconds(e.seconds ?? 0)}`;
        const n = byName.get(e.name ?? '');
        return n ? `${words.nameOf(n.node)}<br><b>${format.count(n.count)}</b> · ${format.rate(n.share)}${n.ended > 0 ? `<br>${words.ended(n.ended)}` : ''}` : '';
      },
    },
    series: [{
      type: 'sankey', left: 4, right: small ? 70 : 130, top: 8, bottom: 8, nodeWidth: 12, nodeGap: 10, draggable: false, nodeAlign: 'left', emphasis: { focus: 'adjacency' }, lineStyle: { color: 'source', opacity: 0.3, curveness: 0.5 },
      data: nodes.map((n) => ({ name: n.name, depth: n.depth, value: n.count, itemStyle: { color: colour.get(n.key) ?? tokens.control }, label: { show: n.count >= 0.015 * most, position: 'right' as const, formatter: `${words.nameOf(n.node)}  {v|${format.short(n.count)}}`, width: small ? 90 : 160, overflow: 'truncate' as const, fontSize: small ? 11 : 12, color: tokens.text, rich: { v: { color: tokens.secondary, fontSize: small ? 11 : 12 } } } })),
      links: links.map((l) => ({ source: l.source, target: l.target, value: l.value, share: l.share, seconds: l.seconds, level: l.level, from: l.from, to: l.to })),
    }],
  } as EChartsOption;
}
