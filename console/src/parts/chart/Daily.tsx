import { useCallback, useMemo, type ReactNode } from 'react';
import { useFormat } from '@/i18n/useFormat';
import { useLang } from '@/i18n/lang';
import { dayLabel } from '@/i18n/format';
import { Chart } from './Chart';
import { everyDay } from './days';
import type { ChartContext } from './types';

export interface DailyProps { label: string; /** What the first column of the table is called. */ dayTitle: string; names: readonly string[]; days: readonly { day: string; values: readonly number[] }[]; empty?: ReactNode }

/** Bars by day, days without anything too, one colour a name, with the table under it. */
export function Daily({ label, dayTitle, names, days: some, empty }: DailyProps) {
  const days = useMemo(() => everyDay(some, names.length), [some, names.length]);
  const f = useFormat(), { lang } = useLang();
  const option = useCallback(({ tokens, format }: ChartContext) => ({
    grid: { left: 8, right: 8, top: names.length > 1 ? 36 : 12, bottom: 8, containLabel: true },
    ...(names.length > 1 ? { legend: { top: 0 } } : {}),
    tooltip: { trigger: 'axis' as const, valueFormatter: (v: unknown) => format.decimal(v as number) },
    xAxis: { type: 'category' as const, data: days.map((d) => dayLabel(d.day, lang)) },
    yAxis: { type: 'value' as const, minInterval: 1, axisLabel: { formatter: (v: number) => format.short(v) } },
    series: names.map((name, k) => ({ type: 'bar' as const, name, barMaxWidth: 18, itemStyle: { color: tokens.categorical[k] as string }, data: days.map((d) => d.values[k] ?? 0) })),
  }), [names, days, lang]);
  const table = { columns: [{ title: dayTitle }, ...names.map((title) => ({ title, align: 'right' as const }))], rows: days.some((d) => d.values.some((v) => v > 0)) ? days.map((d) => [d.day, ...d.values.map((v) => f.decimal(v))]) : [] };
  return <Chart option={option} label={label} table={table} height={220} empty={empty} />;
}
