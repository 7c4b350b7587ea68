import { useCallback, useMemo } from 'react';
import { usePhone } from '@/hooks/useMedia';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartClick, ChartContext } from '@/parts/chart/types';
import { useAudience } from '@/parts/people/useAudience';
import { sankey, type Move, type SankeyNode } from '../logic/flow';
import { strings } from '../strings';
import type { Model } from '../useModel';
import type { Mover } from './useMove';

export interface FlowPictureProps { moves: readonly Move[]; model: Model; mover: Mover; asOf: string }

/** Two columns, start and end; labels stand outside, where no stream runs.  New people are teal, the lost orange. */
export function FlowPicture({ moves, model, mover, asOf }: FlowPictureProps) {
  const t = useStrings(strings), f = useFormat();
  const phone = usePhone();
  const { open } = useAudience();
  const data = useMemo(() => sankey(moves, model.order), [moves, model]);
  const wordOf = useCallback((n: SankeyNode) => (n.class === 'none' && n.depth === 1 ? t('lost') : model.nameOf(n.class)), [model, t]);
  const option = useCallback(({ tokens, format }: ChartContext) => {
    const colour = (n: SankeyNode) => (n.class === 'absent' ? tokens.categorical[2] : n.class === 'none' ? (n.depth === 1 ? tokens.categorical[1] : tokens.control) : model.colourOf(n.class));
    const byName = new Map(data.nodes.map((n) => [n.name, n]));
    const words = (n: SankeyNode | undefined) => (n ? wordOf(n) : '');
    return {
      tooltip: {
        trigger: 'item' as const, confine: true,
        formatter: (x: unknown) => {
          const { dataType, data: d } = x as { dataType: string; data: { name?: string; source?: string; target?: string; value?: number; move?: Move } };
          if (dataType !== 'edge') { const n = byName.get(d.name ?? ''); return n ? `${words(n)} ${format.count(n.people)}` : ''; }
          const share = d.move?.share;
          return `${words(byName.get(d.source ?? ''))} → ${words(byName.get(d.target ?? ''))}<br><b>${format.count(d.value)}</b>${share === null || share === undefined ? '' : ` · ${t('ofFrom')} ${format.rate(share)}`}`;
        },
      },
      series: [{
        type: 'sankey' as const, left: phone ? 96 : 136, right: phone ? 96 : 136, top: 8, bottom: 8, nodeWidth: phone ? 10 : 14, nodeGap: 20, draggable: false, layoutIterations: 0,
        emphasis: { focus: 'adjacency' as const }, lineStyle: { color: 'source' as const, opacity: 0.42, curveness: 0.5 },
        data: data.nodes.map((n) => ({
          name: n.name, depth: n.depth, itemStyle: { color: colour(n) },
          label: { position: n.depth === 0 ? ('left' as const) : ('right' as const), formatter: n.depth === 0 ? `{n|${words(n)}} {v|${format.short(n.people)}}` : `{v|${format.short(n.people)}} {n|${words(n)}}`, align: n.depth === 0 ? ('right' as const) : ('left' as const),
            rich: { n: { fontSize: 12, lineHeight: 16, color: tokens.text }, v: { fontSize: 12, lineHeight: 16, fontWeight: 600, color: tokens.text } } },
        })),
        links: data.links.map((l) => ({ source: l.source, target: l.target, value: l.value, move: l.move })),
      }],
    };
  }, [data, model, wordOf, phone, t]);
  const click = useCallback((e: ChartClick) => {
    const d = e.data as { name?: string; move?: Move };
    if (e.dataType === 'edge' && d.move) return open({ ...mover.move(d.move.from, d.move.to), asOf });
    const node = data.nodes.find((n) => n.name === d.name);
    if (!node || node.class === 'absent') return undefined;
    return open({ ...mover.part(node.class, t(node.depth === 0 ? 'startN' : 'endN'), node.depth === 0 ? [node.class] : null, node.depth === 0 ? null : [node.class]), asOf });
  }, [open, mover, data, asOf, t]);
  const { start, end } = mover.days();
  const nodes = Math.max(data.nodes.filter((n) => n.depth === 0).length, data.nodes.filter((n) => n.depth === 1).length);
  const table = { columns: [{ title: t('from') }, { title: t('to') }, { title: t('people'), align: 'right' as const }], rows: data.links.map((l) => [model.nameOf(l.move.from), model.nameOf(l.move.to), f.count(l.value)]) };
  return (
    <>
      <Chart option={option} height={Math.max(280, nodes * 68)} label={t('flowLabel', { title: model.title, start, end })} table={table} onClick={click} />
      {data.undrawn > 0 && <p className="flow-note">{t('undrawn', { n: data.undrawn })}</p>}
    </>
  );
}
