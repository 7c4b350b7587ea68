import { Segmented, Select } from 'antd';
import { useCallback } from 'react';
import type { Trend, TrendGroup } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { CellDoor } from '@/parts/question/CellDoor';
import { breakdownName } from '@/parts/question/groups';
import { Table, type Column } from '@/parts/table/Table';
import { Delta } from '@/parts/text/Delta';
import type { TrendForm } from './doc';
import { figuresOf, lineOf, type Line } from './lines';
import { shortPeriod, views } from './picture';
import { strings } from './strings';
import type { Names } from './useNames';
import { useLineDoor } from './useLineDoor';
import { optionOf, type Shown } from './useShown';
import { WeekTable } from './WeekTable';

export interface ResultProps { data: Trend; names: Names & { asked: TrendForm }; shown: Shown; dayOf: (iso: string) => string }

const changeOf = (now: number | null, before: number | null): number | null => (now === null || before === null || before === 0 ? null : (now - before) / Math.abs(before));

/** Figures of the whole range, the picture, groups, and every number. */
export function Result({ data, names, shown, dayOf }: ResultProps) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const vocabulary = useVocabulary();
  const figures = Array.from({ length: figuresOf(data) }, (_, i) => lineOf(data, data.all, i, names.figure(i), names.money(i)));
  const option = useCallback((c: ChartContext) => optionOf(data, shown, c), [data, shown]);
  const day = (s: string) => (s.length > 10 ? dayOf(s) : s);
  const value = (l: Line, v: number | null | undefined) => (v === null || v === undefined ? '–' : f.figure(v, l.money));
  const { lines } = shown;
  const periodName = (i: number) => { const p = data.periods[i]; return p ? `${shortPeriod(p)}${p.incomplete ? t('openMark') : ''}` : ''; };
  const click = useLineDoor(data, lines);
  const first = data.periods[0], last = data.periods[data.periods.length - 1];
  if (!first || !last) return <EmptyState kind="narrow" title={t('nothing')} />;
  const grouped = data.groups.length > 0, week = data.grain === 'weekday_hour';
  const label = t('pictureLabel', { name: lines.map((l) => l.name).join('、'), from: day(first.from), to: day(last.to) });
  const by = names.asked.by.map((b) => breakdownName(b, vocabulary.data, pick)).join(' × ');
  const door = (l: Line, period: number | null, v: number | null | undefined, name: string) => <CellDoor cell={l.cell && { ...l.cell, ...(period === null ? {} : { period }) }} n={v ?? 0} title={name}>{value(l, v)}</CellDoor>;
  const rowColumns: Column<number>[] = [
    { id: 'period', title: t('period'), cell: (i) => periodName(i), sort: (i) => i },
    ...lines.map((l, k): Column<number> => ({ id: `l${k}`, title: l.name, align: 'right', wide: k > 1, sort: (i) => l.values[i] ?? null, cell: (i) => <>{door(l, i + 1, l.values[i], `${l.name} · ${periodName(i)}`)}{l.before && <span className="muted"> / {value(l, l.before[i])}</span>}</> })),
  ];
  return (
    <>
      <Card title={t('picture')} help={data.periods.some((p) => p.incomplete) && !week ? t('openHelp') : undefined}
        extra={<>
          {(grouped || week) && figures.length > 1 && <Select size="small" aria-label={t('shown')} value={shown.figure} onChange={shown.setFigure} options={figures.map((l, i) => ({ value: i, label: l.name }))} popupMatchSelectWidth={false} />}
          {!week && data.grain !== 'none' && <Segmented size="small" aria-label={t('view')} value={shown.view} onChange={shown.setView} options={views.map((v) => ({ value: v, label: t(v) }))} />}
        </>}>
        <dl className="question-figures">
          {figures.map((l) => <div key={l.figure}><dt>{l.name}</dt><dd>{door(l, null, l.total, l.name)} {l.totalBefore !== null && <small><Delta change={changeOf(l.total, l.totalBefore)} /></small>}</dd></div>)}
        </dl>
        {week && lines[0] ? <WeekTable data={data} line={lines[0]} days={shown.days} label={label} /> : (
          <Chart option={option} height={data.grain === 'none' ? Math.max(120, lines.length * 36) : 320} label={label} onClick={click} table={{ columns: [{ title: t('period') }, ...lines.map((l) => ({ title: l.name, align: 'right' as const }))], rows: data.periods.map((_, i) => [periodName(i), ...lines.map((l) => value(l, l.values[i]))]) }} />
        )}
      </Card>
      {grouped && (
        <Card flush title={t('groups', { name: by })}>
          <Table<TrendGroup> dense rows={[data.all, ...data.groups]} rowKey={(g) => `${g.kind}${JSON.stringify(g.labels)}`} label={t('groups', { name: by })} columns={[
            { id: 'group', title: t('group'), cell: names.group, sort: names.group },
            ...figures.map((_, i): Column<TrendGroup> => ({
              id: `f${i}`, title: names.figure(i), align: 'right', wide: i > 1, sort: (g) => lineOf(data, g, i, '').total,
              cell: (g) => { const l = lineOf(data, g, i, names.figure(i), names.money(i)); return <>{door(l, null, l.total, `${names.group(g)} · ${names.figure(i)}`)} {l.totalBefore !== null && <Delta change={changeOf(l.total, l.totalBefore)} />}</>; },
            })),
          ]} />
        </Card>
      )}
      {!week && data.grain !== 'none' && (
        <Card flush title={t('table')}>
          <Table dense maxHeight={480} rows={data.periods.map((_, i) => i)} rowKey={(i) => String(i)} label={t('table')} columns={rowColumns} />
        </Card>
      )}
    </>
  );
}
