import { Segmented } from 'antd';
import { useCallback, useMemo } from 'react';
import type { Funnel, FunnelGroup } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { Card } from '@/parts/page/Card';
import { SERIES_MAX, withOpenEnd } from '@/parts/question/series';
import { trends, type FunnelForm } from './doc';
import { strings } from './strings';

const rateOf = (row: readonly number[] | undefined): number | null => (row && (row[0] ?? 0) > 0 ? (row[row.length - 1] ?? 0) / (row[0] as number) : null);

/** Conversion of those who entered in each period; what may still change is dashed (rule 13). */
export function TrendCard({ data, grain, nameOf, onGrain }: { data: Funnel; grain: FunnelForm['trend']; nameOf: (g: FunnelGroup) => string; onGrain: (g: FunnelForm['trend']) => void }) {
  const t = useStrings(strings), f = useFormat();
  const words = { none: t('none'), day: t('day'), week: t('week'), month: t('month') };
  const lines = useMemo(() => (data.groups.length > 0 ? data.groups.filter((g) => g.kind === 'value').slice(0, SERIES_MAX) : [data.all]).map((g) => ({ name: nameOf(g), values: data.periods.map((_, i) => rateOf(g.trend[i])), entered: g.trend.map((r) => r[0] ?? 0) })), [data, nameOf]);
  const open = useMemo(() => data.periods.map((x) => x.incomplete), [data]);
  const option = useCallback(({ tokens, format }: ChartContext) => ({
    grid: { left: 8, right: 16, top: lines.length > 1 ? 36 : 16, bottom: 8, containLabel: true },
    ...(lines.length > 1 ? { legend: { type: 'scroll' as const, top: 0, left: 0, data: lines.map((l) => l.name) } } : {}),
    tooltip: {
      trigger: 'axis' as const, confine: true,
      formatter: (ps: unknown) => {
        const i = (ps as { dataIndex: number }[])[0]?.dataIndex ?? 0, p = data.periods[i];
        return `<b>${p?.from ?? ''}${p?.incomplete ? t('openMark') : ''}</b><br>${lines.map((l) => `${lines.length > 1 ? `${l.name} ` : ''}${format.rate(l.values[i])} <span style="color:${tokens.tertiary}">${t('entered')} ${format.count(l.entered[i])}</span>`).join('<br>')}`;
      },
    },
    xAxis: { type: 'category' as const, data: data.periods.map((p) => p.from.slice(5)), boundaryGap: false },
    yAxis: { type: 'value' as const, splitNumber: 4, min: 0, axisLabel: { formatter: (v: number) => format.rate(v) } },
    series: lines.flatMap((l, i) => withOpenEnd(l.name, l.values, open, tokens.categorical[i % 6] as string, i)),
  }), [data, lines, open, t]);
  const first = data.periods[0], last = data.periods[data.periods.length - 1];
  return (
    <Card title={t('trend')} extra={<Segmented size="small" aria-label={t('grain')} value={grain} onChange={onGrain} options={trends.map((g) => ({ value: g, label: words[g] }))} />} {...(open.some(Boolean) ? { help: t('openHelp') } : {})}>
      {data.periods.length === 0 || !first || !last ? <p className="muted">{t('trendOff')}</p> : (
        <Chart option={option} height={260} label={t('trendLabel', { from: first.from, to: last.to })}
          table={{ columns: [{ title: t('period') }, ...lines.map((l) => ({ title: l.name, align: 'right' as const }))], rows: data.periods.map((p, i) => [`${p.from} – ${p.to}${p.incomplete ? t('openMark') : ''}`, ...lines.map((l) => f.rate(l.values[i]))]) }} />
      )}
    </Card>
  );
}
