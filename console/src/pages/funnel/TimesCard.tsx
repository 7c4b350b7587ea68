import { Segmented } from 'antd';
import { useCallback, useMemo } from 'react';
import type { Funnel } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartClick, ChartContext } from '@/parts/chart/types';
import { Card } from '@/parts/page/Card';
import { CellDoor } from '@/parts/question/CellDoor';
import { useCell } from '@/parts/question/useCell';
import { Table } from '@/parts/table/Table';
import { scales, type Bins } from './doc';
import { duration, durations, placeOf } from './durations';
import { strings } from './strings';

interface Row { at: number; name: string; n: number; share: number; upTo: number }

/** How long the whole way took, of those who got to the end.  Every bar is a door to its people. */
export function TimesCard({ data, scale, onScale }: { data: Funnel; scale: Bins['scale']; onScale: (s: Bins['scale']) => void }) {
  const t = useStrings(strings), f = useFormat();
  const { open } = useCell();
  const times = data.all.seconds, bins = data.histogram, steps = data.steps.length;
  const rows = useMemo(() => {
    const all = bins.reduce((sum, b) => sum + b.n, 0);
    let upTo = 0;
    return bins.map((b, at): Row => ({ at, name: durations(b.from, b.to, f.lang), n: b.n, share: b.n / all, upTo: (upTo += b.n) / all }));
  }, [bins, f.lang]);
  const cell = (at: number) => ({ step: steps, from: bins[at]?.from, to: bins[at]?.to });
  const click = (e: ChartClick) => { const r = rows[e.dataIndex]; if (e.seriesName === 'bins' && r && r.n > 0) open(cell(r.at), t('tookIn', { range: r.name })); };
  // A bar stands between its borders, which the axis names; so a percentile has a place within its bar.
  const option = useCallback(({ tokens, format }: ChartContext) => ({
    grid: { left: 8, right: 20, top: 52, bottom: 8, containLabel: true },
    tooltip: { trigger: 'item' as const, confine: true, formatter: (p: unknown) => { const r = rows[(p as { dataIndex: number }).dataIndex]; return r ? `${r.name}<br><b>${format.count(r.n)}</b> · ${format.rate(r.share)}<br><span style="color:${tokens.tertiary}">${t('cumulative')} ${format.rate(r.upTo)}</span>` : ''; } },
    xAxis: { type: 'value' as const, min: 0, max: bins.length, interval: 1, splitLine: { show: false }, axisLine: { show: true }, axisTick: { show: true }, axisLabel: { hideOverlap: true, formatter: (v: number) => duration((v < bins.length ? bins[v]?.from : bins[v - 1]?.to) ?? 0, format.lang) } },
    yAxis: { type: 'value' as const, splitNumber: 3, minInterval: 1, axisLabel: { formatter: (v: number) => format.short(v) } },
    series: [{ name: 'bins', type: 'bar' as const, data: rows.map((r) => [r.at + 0.5, r.n]), barWidth: '88%', barMaxWidth: 400, itemStyle: { color: tokens.categorical[0] },
      markLine: { silent: true, symbol: 'none', animation: false, data: times ? ([['50%', times.median], ['75%', times.p75], ['90%', times.p90]] as const).flatMap(([name, s], i) => { const x = placeOf(s, bins); return x === null ? [] : [{ xAxis: x, lineStyle: { color: tokens.secondary, type: i === 0 ? 'solid' as const : 'dashed' as const }, label: { formatter: name, distance: 4 + 14 * i, color: tokens.secondary } }]; }) : [] } }],
  }), [bins, rows, times, t]);
  const word = { durations: t('durations'), linear: t('linear') };
  return (
    <Card title={t('times')} help={t('scaleHelp')} extra={<Segmented size="small" aria-label={t('scale')} value={scale} onChange={onScale} options={scales.map((s) => ({ value: s, label: word[s] }))} />}>
      {!times || bins.length === 0 ? <p className="muted">{t('noTimes')}</p> : (
        <>
          <dl className="question-figures funnel-times">
            {([['25 %', times.p25], [t('medianTime'), times.median], ['75 %', times.p75], ['90 %', times.p90], ['95 %', times.p95], [t('mean'), times.mean]] as const).map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{f.seconds(v)}</dd></div>)}
          </dl>
          <Chart option={option} height={240} onClick={click} label={t('timesLabel', { median: f.seconds(times.median) })} table={{ columns: [{ title: t('took') }, { title: t('n'), align: 'right' }, { title: t('share'), align: 'right' }, { title: t('cumulative'), align: 'right' }], rows: rows.map((r) => [r.name, f.count(r.n), f.rate(r.share), f.rate(r.upTo)]) }} />
          <Table<Row> dense maxHeight={320} rows={rows} rowKey={(r) => String(r.at)} label={t('times')} columns={[
            { id: 'took', title: t('took'), cell: (r) => r.name },
            { id: 'n', title: t('n'), align: 'right', cell: (r) => <CellDoor cell={cell(r.at)} n={r.n} title={t('tookIn', { range: r.name })}>{f.count(r.n)}</CellDoor> },
            { id: 'share', title: t('share'), align: 'right', cell: (r) => f.rate(r.share) },
            { id: 'cumulative', title: t('cumulative'), align: 'right', cell: (r) => f.rate(r.upTo) },
          ]} />
        </>
      )}
    </Card>
  );
}
