import { Tag } from 'antd';
import { useCallback } from 'react';
import type { Report, Section, Title } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { has, numberOf, sectionOf, textOf, valueOf } from './cells';
import { Facts } from './Facts';
import { Said } from './Said';
import { SectionTable } from './SectionTable';
import { strings } from './strings';

export const adviceColors: Record<string, string> = { stop: 'error', works: 'success', open: 'default', few: 'default' };
const facts = ['advice', 'issued', 'held', 'holdout', 'days', 'unripe', 'got_one', 'subsidy', 'precision', 'wasted', 'profit', 'profit_low', 'profit_high', 'profit_high90'];

export function CouponTab({ report }: { report: Report }) {
  const pick = usePick();
  const effect = sectionOf(report, 'effect'), measures = sectionOf(report, 'measures'), period = sectionOf(report, 'period'), days = sectionOf(report, 'days');
  const advice = valueOf(effect, 0, 'advice') as Title | null;
  return (
    <div className="effects-stack">
      {effect && <Facts section={effect} only={facts} draw={advice ? { advice: <Tag className="effects-advice" color={adviceColors[String(valueOf(effect, 0, 'advice_id'))] ?? 'default'}>{pick(advice)}</Tag> } : {}} />}
      {measures && <Measures section={measures} />}
      <Classes section={sectionOf(report, 'classes')} />
      {period && <Facts section={period} />}
      {days && <Days section={days} />}
      <Said report={report} />
    </div>
  );
}

/** Both arms, their difference and how sure it is, in the units of each measure. */
function Measures({ section }: { section: Section }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  if (!has(section)) return null;
  const show = (i: number, column: string) => {
    const v = numberOf(section, i, column), id = String(valueOf(section, i, 'id')), total = column.startsWith('total');
    if (v === null) return '–';
    if (id === 'bought' && !total) return f.rate(v);
    if (id !== 'orders' && id !== 'bought') return f.money(v);
    return total ? f.real(v) : (Math.abs(v) < 0.0005 ? 0 : v).toFixed(3);
  };
  const title = (id: string) => pick(section.columns.find((c) => c.id === id)?.title ?? { en: id, zh: id });
  const range = (i: number, low: string, high: string) => (numberOf(section, i, low) === null ? '–' : t('interval', { low: show(i, low), high: show(i, high) }));
  return (
    <Card flush title={pick(section.title)}>
      <Table dense label={pick(section.title)} rows={section.rows} rowKey={(_, i) => String(i)} columns={[
        { id: 'measure', title: title('measure'), cell: (_, i) => textOf(valueOf(section, i, 'measure'), 'title', f, pick) },
        { id: 'issued', title: title('issued'), align: 'right', cell: (_, i) => show(i, 'issued') },
        { id: 'held', title: title('held'), align: 'right', cell: (_, i) => show(i, 'held') },
        { id: 'difference', title: title('difference'), align: 'right', cell: (_, i) => <b>{show(i, 'difference')}</b> },
        { id: 'low', title: t('interval95'), align: 'right', cell: (_, i) => range(i, 'low', 'high') },
        { id: 'total', title: title('total'), align: 'right', wide: true, cell: (_, i) => <b>{show(i, 'total')}</b> },
        { id: 'total_low', title: t('interval95'), align: 'right', wide: true, cell: (_, i) => range(i, 'total_low', 'total_high') },
      ]} />
    </Card>
  );
}

/** Whom it moves: uplift, waste, profit and what to do about each class. */
function Classes({ section }: { section: Section | undefined }) {
  const pick = usePick();
  if (!has(section)) return null;
  return <SectionTable section={section} draw={{ advice: (i) => <Tag className="effects-advice" color={adviceColors[String(valueOf(section, i, 'advice_id'))] ?? 'default'}>{pick(valueOf(section, i, 'advice') as Title)}</Tag> }} />;
}

function Days({ section }: { section: Section }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const name = useCallback((id: string) => pick(section.columns.find((c) => c.id === id)?.title ?? { en: id, zh: id }), [section, pick]);
  const option = useCallback(({ tokens, format }: ChartContext) => ({
    grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
    legend: { top: 0 },
    tooltip: { trigger: 'axis' as const },
    xAxis: { type: 'category' as const, data: section.rows.map((_, i) => String(valueOf(section, i, 'day')).slice(5)) },
    yAxis: [{ type: 'value' as const, minInterval: 1 }, { type: 'value' as const, splitLine: { show: false }, axisLabel: { formatter: (v: number) => format.rate(v) } }],
    series: [
      { type: 'bar' as const, name: name('issued'), itemStyle: { color: tokens.categorical[0] }, data: section.rows.map((_, i) => numberOf(section, i, 'issued')) },
      { type: 'bar' as const, name: name('used'), itemStyle: { color: tokens.categorical[1] }, data: section.rows.map((_, i) => numberOf(section, i, 'used')) },
      { type: 'line' as const, name: name('ratio'), yAxisIndex: 1, showSymbol: false, lineStyle: { color: tokens.categorical[3], width: 2, type: 'dashed' as const }, itemStyle: { color: tokens.categorical[3] }, tooltip: { valueFormatter: (v: unknown) => format.rate(v as number) }, data: section.rows.map((_, i) => numberOf(section, i, 'ratio')) },
    ],
  }), [section, name]);
  const table = { columns: section.columns.map((c, i) => ({ title: pick(c.title), ...(i ? { align: 'right' as const } : {}) })), rows: section.rows.map((r) => section.columns.map((c, i) => textOf(r[i] ?? null, c.type, f, pick))) };
  return <Card title={pick(section.title)}><Chart option={option} height={300} table={table} label={t('daysLabel')} /></Card>;
}
