import { useCallback } from 'react';
import type { Attribution } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartClick, ChartContext } from '@/parts/chart/types';
import { Card } from '@/parts/page/Card';
import { useCell } from '@/parts/question/useCell';
import { strings } from './strings';

/** Conversions by number of touches, or by time from the first touch. */
export function Spread({ kind, data }: { kind: 'length' | 'lag'; data: Attribution }) {
  const t = useStrings(strings), f = useFormat();
  const { open } = useCell();
  const title = t(kind === 'length' ? 'lengths' : 'lags');
  const bars = kind === 'length'
    ? data.lengths.map((x) => ({ name: t(x.more ? 'lengthMore' : 'lengthN', { n: x.touches }), n: x.conversions, cell: { length: x.touches } as object }))
    : data.lags.map((x, i) => ({ name: x.to === null ? `≥ ${f.seconds(x.from)}` : x.from === 0 ? `< ${f.seconds(x.to)}` : `${f.seconds(x.from)} – ${f.seconds(x.to)}`, n: x.conversions, cell: { lag: i + 1 } as object }));
  const key = JSON.stringify(bars);
  // `bars` is made anew at each render; its text says whether the picture changes.
  const option = useCallback(({ tokens, format }: ChartContext) => {
    const all = JSON.parse(key) as typeof bars;
    return {
      grid: { left: 8, right: 16, top: 12, bottom: 8, containLabel: true },
      tooltip: { trigger: 'axis' as const, confine: true, axisPointer: { type: 'shadow' as const }, formatter: (ps: unknown) => { const b = all[(ps as { dataIndex: number }[])[0]?.dataIndex ?? 0]; return b ? `${b.name}<br><b>${format.count(b.n)}</b>` : ''; } },
      xAxis: { type: 'category' as const, data: all.map((b) => b.name), axisLabel: { hideOverlap: true } }, yAxis: { type: 'value' as const, splitNumber: 3, minInterval: 1 },
      series: [{ type: 'bar' as const, data: all.map((b) => b.n), itemStyle: { color: tokens.categorical[0] } }],
    };
  }, [key]);
  const click = (e: ChartClick) => { const b = bars[e.dataIndex]; if (b && b.n > 0) open(b.cell, `${title} · ${b.name}`); };
  return <Card title={title}><Chart option={option} height={200} onClick={click} label={title} table={{ columns: [{ title }, { title: t('n'), align: 'right' }], rows: bars.map((b) => [b.name, f.count(b.n)]) }} /></Card>;
}
