import { Tag } from 'antd';
import { useCallback } from 'react';
import type { Report, Section, Title } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { curveOf, has, numberOf, sectionOf, textOf, valueOf } from './cells';
import { adviceColors } from './CouponTab';
import { Facts } from './Facts';
import { Said } from './Said';
import { SectionTable } from './SectionTable';
import { strings } from './strings';

const facts = ['best', 'profit', 'rivals', 'fitted', 'alike', 'axis'];

/** How much subsidy is enough: each dose against its own holdout, the curve through them, and one step more. */
export function DosesTab({ report }: { report: Report }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const best = sectionOf(report, 'best'), curve = sectionOf(report, 'curve'), steps = sectionOf(report, 'steps');
  const alike = valueOf(best, 0, 'alike') as Title | null, some = valueOf(best, 0, 'best') !== null;
  return (
    <div className="effects-stack">
      {best && some && <Facts compact section={best} only={facts} draw={{ ...(numberOf(best, 0, 'profit') !== null && { profit: <>{f.money(numberOf(best, 0, 'profit'))}<div className="muted effects-range">{t('interval', { low: f.money(numberOf(best, 0, 'profit_low')), high: f.money(numberOf(best, 0, 'profit_high')) })}</div></> }), ...(alike && { alike: <Tag className="effects-advice" color={valueOf(best, 0, 'alike_id') === 'differ' ? 'warning' : 'default'}>{pick(alike)}</Tag> }) }} />}
      {!some && <Said report={report} />}
      {best && some && curve && <Curve section={curve} axis={String(valueOf(best, 0, 'axis_id'))} name={pick((valueOf(best, 0, 'axis') as Title | null) ?? { en: '', zh: '' })} />}
      {has(steps) && <Steps section={steps} />}
      {has(curve) && <Responses section={curve} />}
      <SectionTable section={sectionOf(report, 'doses')} />
      <SectionTable section={sectionOf(report, 'balance')} />
      <SectionTable section={sectionOf(report, 'classes')} maxHeight={480} />
      {some && <Said report={report} />}
    </div>
  );
}

const useTitle = (section: Section) => {
  const pick = usePick();
  return (id: string) => pick(section.columns.find((c) => c.id === id)?.title ?? { en: id, zh: id });
};

/** Points with their intervals, and the rising curve through them; giving nothing brings nothing. */
function Curve({ section, axis, name }: { section: Section; axis: string; name: string }) {
  const t = useStrings(strings), pick = usePick();
  const option = useCallback(({ tokens, format }: ChartContext) => {
    const c = curveOf(section), dose = (v: number) => (axis === 'percent' ? format.rate(v) : format.moneyShort(v));
    const point = (x: number) => c.points.find((p) => p.x === x);
    return {
      grid: { left: 8, right: 24, top: 40, bottom: 8, containLabel: true },
      legend: { top: 0 },
      tooltip: { trigger: 'axis' as const, confine: true, formatter: (ps: unknown) => {
        const x = Number((ps as { value: [number, number] }[])[0]?.value[0]), p = point(x);
        return p ? `${pick(p.title)}<br>${t('profitHead')} <b>${format.money(p.profit)}</b> (${format.money(p.low)} – ${format.money(p.high)})<br>${t('fitted')} ${format.money(p.fitProfit)}<br>${t('response')} ${format.money(p.fitMargin)}` : '';
      } },
      xAxis: { type: 'value' as const, min: 0, name, nameLocation: 'middle' as const, nameGap: 28, axisLabel: { formatter: dose }, splitLine: { show: false } },
      yAxis: { type: 'value' as const, axisLabel: { formatter: (v: number) => format.moneyShort(v) } },
      series: [
        { type: 'line' as const, name: t('response'), showSymbol: false, lineStyle: { color: tokens.categorical[1], width: 2 }, itemStyle: { color: tokens.categorical[1] }, data: [[0, 0], ...c.points.map((p) => [p.x, p.fitMargin])] },
        { type: 'line' as const, name: t('fitted'), showSymbol: false, lineStyle: { color: tokens.categorical[0], width: 2, type: 'dashed' as const }, itemStyle: { color: tokens.categorical[0] }, data: [[0, 0], ...c.points.map((p) => [p.x, p.fitProfit])] },
        { type: 'line' as const, name: t('interval95'), showSymbol: false, silent: true, lineStyle: { color: tokens.control, width: 2 }, itemStyle: { color: tokens.control }, data: c.points.flatMap((p) => [[p.x, p.low], [p.x, p.high], [p.x, null]]) },
        { type: 'line' as const, name: t('profitHead'), showSymbol: true, symbolSize: 10, lineStyle: { width: 0 }, itemStyle: { color: tokens.categorical[2] }, data: c.points.map((p) => [p.x, p.profit]) },
      ],
    };
  }, [section, axis, name, t, pick]);
  const f = useFormat();
  const table = { columns: [{ title: t('dose') }, { title: t('profitHead'), align: 'right' as const }, { title: t('interval95'), align: 'right' as const }, { title: t('fitted'), align: 'right' as const }, { title: t('response'), align: 'right' as const }],
    rows: curveOf(section).points.map((p) => [pick(p.title), f.money(p.profit), t('interval', { low: f.money(p.low), high: f.money(p.high) }), f.money(p.fitProfit), f.money(p.fitMargin)]) };
  return <Card title={t('curve')}><Chart option={option} height={340} table={table} label={t('curveLabel')} /></Card>;
}

function useRange(section: Section) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const show = (i: number, id: string) => textOf(valueOf(section, i, id), section.columns.find((c) => c.id === id)?.type ?? 'real', f, pick);
  /** A figure above its interval. */
  const range = (i: number, id: string) => (numberOf(section, i, id) === null ? '–' : <><b>{show(i, id)}</b><div className="muted effects-range">{t('interval', { low: show(i, `${id}_low`), high: show(i, `${id}_high`) })}</div></>);
  return { show, range };
}

function Steps({ section }: { section: Section }) {
  const title = useTitle(section), pick = usePick(), { show, range } = useRange(section);
  return (
    <Card flush title={pick(section.title)}>
      <Table dense label={pick(section.title)} rows={section.rows} rowKey={(_, i) => String(i)} columns={[
        { id: 'from', title: title('from'), cell: (_, i) => show(i, 'from') },
        { id: 'to', title: title('to'), cell: (_, i) => show(i, 'to') },
        { id: 'more', title: title('more'), align: 'right', cell: (_, i) => show(i, 'more') },
        { id: 'profit', title: title('profit'), align: 'right', cell: (_, i) => range(i, 'profit') },
        { id: 'marginal', title: title('marginal'), align: 'right', cell: (_, i) => range(i, 'marginal') },
        { id: 'verdict', title: title('verdict'), cell: (_, i) => show(i, 'verdict') },
      ]} />
    </Card>
  );
}

function Responses({ section }: { section: Section }) {
  const title = useTitle(section), pick = usePick(), { show, range } = useRange(section);
  return (
    <Card flush title={pick(section.title)}>
      <Table dense label={pick(section.title)} rows={section.rows} rowKey={(_, i) => String(i)} columns={[
        { id: 'dose', title: title('dose'), cell: (_, i) => show(i, 'dose') },
        ...(['bought', 'orders', 'revenue', 'profit'] as const).map((id) => ({ id, title: title(id), align: 'right' as const, cell: (_: unknown, i: number) => range(i, id) })),
        { id: 'fit_profit', title: title('fit_profit'), align: 'right', wide: true, cell: (_, i) => show(i, 'fit_profit') },
        { id: 'advice', title: title('advice'), cell: (_, i) => <Tag className="effects-advice" color={adviceColors[String(valueOf(section, i, 'advice_id'))] ?? 'default'}>{show(i, 'advice')}</Tag> },
      ]} />
    </Card>
  );
}
