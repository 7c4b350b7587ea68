import { Tag } from 'antd';
import { useCallback } from 'react';
import type { Report, Section, Title } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { Card } from '@/parts/page/Card';
import { numberOf, sectionOf, textOf, valueOf } from './cells';
import { Facts } from './Facts';
import { Said } from './Said';
import { SectionTable } from './SectionTable';
import { strings } from './strings';

const bars = ['issued', 'spent', 'expired'] as const;

export function PointsTab({ report }: { report: Report }) {
  const now = sectionOf(report, 'now'), flows = sectionOf(report, 'flows'), alarms = sectionOf(report, 'alarms');
  return (
    <div className="effects-stack">
      {now && <Facts section={now} only={['outstanding', 'available', 'pending', 'frozen', 'burn', 'burn_spent', 'burn_issued', 'breakage', 'liability', 'liability_full', 'unit_cost', 'top_share']} />}
      {alarms && <Alarms section={alarms} />}
      {flows && <Flows section={flows} />}
      <div className="effects-pair">
        <SectionTable section={sectionOf(report, 'lots')} />
        <SectionTable section={sectionOf(report, 'cohorts')} maxHeight={320} />
      </div>
      <SectionTable section={sectionOf(report, 'ending')} maxHeight={360} />
      <Said report={report} />
    </div>
  );
}

const colors: Record<string, string> = { alarm: 'error', fine: 'success' };

function Alarms({ section }: { section: Section }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  return (
    <Card title={t('alarms')}>
      <ul className="effects-alarms">
        {section.rows.map((_, i) => (
          <li key={i}>
            <Tag color={colors[String(valueOf(section, i, 'state'))] ?? 'default'}>{pick(valueOf(section, i, 'verdict') as Title)}</Tag>
            <span>{pick(valueOf(section, i, 'alarm') as Title)}</span>
            <b className="num">{textOf(valueOf(section, i, 'value'), 'rate', f, pick)}</b>
            <span className="muted">{t('when', { limit: pick(valueOf(section, i, 'limit') as Title) })}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Flows({ section }: { section: Section }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const name = useCallback((id: string) => pick(section.columns.find((c) => c.id === id)?.title ?? { en: id, zh: id }), [section, pick]);
  const periods = section.rows.map((_, i) => String(valueOf(section, i, 'period')));
  const option = useCallback(({ tokens, format }: ChartContext) => ({
    grid: { left: 8, right: 8, top: 40, bottom: 8, containLabel: true },
    legend: { top: 0 },
    tooltip: { trigger: 'axis' as const, valueFormatter: (v: unknown) => format.decimal(v as number) },
    xAxis: { type: 'category' as const, data: section.rows.map((_, i) => String(valueOf(section, i, 'period'))) },
    yAxis: [{ type: 'value' as const, axisLabel: { formatter: (v: number) => format.short(v) } }, { type: 'value' as const, splitLine: { show: false }, axisLabel: { formatter: (v: number) => format.short(v) } }],
    series: [
      ...bars.map((id, k) => ({ type: 'bar' as const, name: name(id), barMaxWidth: 18, itemStyle: { color: tokens.categorical[k] as string }, data: section.rows.map((_, i) => numberOf(section, i, id)) })),
      { type: 'line' as const, name: name('outstanding'), yAxisIndex: 1, showSymbol: section.rows.length === 1, lineStyle: { color: tokens.categorical[3], width: 2, type: 'dashed' as const }, itemStyle: { color: tokens.categorical[3] }, data: section.rows.map((_, i) => numberOf(section, i, 'outstanding')) },
    ],
  }), [section, name]);
  const columns = section.columns.filter((c) => c.title.en !== '');
  const table = { columns: columns.map((c, i) => ({ title: pick(c.title), ...(i ? { align: 'right' as const } : {}) })), rows: section.rows.map((r) => columns.map((c) => textOf(r[section.columns.indexOf(c)] ?? null, c.type, f, pick))) };
  return <Card title={pick(section.title)}><Chart option={option} height={320} table={table} label={`${t('flowsLabel')} ${periods[0] ?? ''} – ${periods.at(-1) ?? ''}`} /></Card>;
}
