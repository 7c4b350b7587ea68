import { Checkbox, Segmented } from 'antd';
import { useCallback } from 'react';
import { apiKey, useApi } from '@/api/hooks';
import type { ClassificationDaily } from '@/api/types';
import { useSlug } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartClick, ChartContext } from '@/parts/chart/types';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { useAudience } from '@/parts/people/useAudience';
import { series } from '../logic/daily';
import { inClass } from '../logic/rule';
import { strings } from '../strings';
import type { Model } from '../useModel';
import type { Span } from '../useSpan';

interface Shown { d: ClassificationDaily; model: Model; percent: boolean; none: boolean; onDay: (name: string, day: string) => void }

function Areas({ d, model, percent, none, onDay }: Shown) {
  const t = useStrings(strings), f = useFormat();
  const names = none ? [...model.order, 'none'] : model.order;
  const option = useCallback(({ tokens, format }: ChartContext) => {
    const shown = none ? [...model.order, 'none'] : model.order, rows = series(d, shown, percent);
    const text = (v: unknown) => (percent ? format.rate(v as number) : format.count(v as number));
    return {
      grid: { left: 8, right: 16, top: 8, bottom: 44, containLabel: true },
      legend: { bottom: 0, left: 0, type: 'scroll' as const, data: shown.map(model.nameOf) },
      tooltip: { trigger: 'axis' as const, confine: true, valueFormatter: text, order: 'seriesDesc' as const },
      xAxis: { type: 'category' as const, boundaryGap: false, data: d.days.map((x) => x.slice(5)) },
      yAxis: { type: 'value' as const, splitNumber: 4, ...(percent ? { max: 1, interval: 0.25 } : {}), axisLabel: { formatter: (v: number) => (percent ? format.rate(v) : format.short(v)) } },
      series: shown.map((name, i) => ({
        type: 'line' as const, name: model.nameOf(name), stack: 'all', data: rows[i], showSymbol: d.days.length === 1, triggerLineEvent: true,
        lineStyle: { width: 1, color: tokens.surface }, itemStyle: { color: model.colourOf(name) }, areaStyle: { color: model.colourOf(name), opacity: 1 } })),
    };
  }, [d, model, percent, none]);
  const click = useCallback((e: ChartClick) => {
    const name = (none ? [...model.order, 'none'] : model.order)[e.seriesIndex ?? -1], day = d.days[e.dataIndex];
    if (name && day) onDay(name, day);
  }, [d, model, none, onDay]);
  const counts = series(d, names, false);
  const table = { columns: [{ title: t('day') }, ...names.map((n) => ({ title: model.nameOf(n), align: 'right' as const }))], rows: d.days.map((day, i) => [day, ...counts.map((c) => f.count(c[i]))]) };
  return <Chart option={option} height={380} table={table} onClick={click} label={t('dailyLabel', { title: model.title, from: d.days[0] ?? '', to: d.days[d.days.length - 1] ?? '' })} />;
}

export function DailyTab({ model, span }: { model: Model; span: Span }) {
  const t = useStrings(strings), f = useFormat();
  const workspace = useSlug();
  const { open } = useAudience();
  const [s, set] = useUrlState({ unit: p.oneOf(['people', 'share'], 'people'), none: p.flag() });
  const args = { slug: model.slug, from: span.from, to: span.to, as_of: span.asOf };
  const q = useApi('classificationDaily', args);
  const onDay = useCallback((name: string, day: string) => open({ expression: inClass(model.slug, [name], null), title: `${model.title}：${model.nameOf(name)} · ${f.dayLabel(day)}`, asOf: day }), [open, model, f]);
  return (
    <Await query={q} shape="chart" cancelKey={apiKey('classificationDaily', workspace, args)}>
      {(d) => (
        <Card title={t('daily')} help={t('dailyHelp')} extra={
          <>
            <Checkbox checked={s.none} onChange={(e) => set({ none: e.target.checked })}>{t('withNone')}</Checkbox>
            <Segmented size="small" aria-label={t('mode')} value={s.unit} onChange={(unit) => set({ unit })} options={[{ value: 'people' as const, label: t('absolute') }, { value: 'share' as const, label: t('percent') }]} />
          </>}>
          <Areas d={d} model={model} percent={s.unit === 'share'} none={s.none} onDay={onDay} />
        </Card>
      )}
    </Await>
  );
}
