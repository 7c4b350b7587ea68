import { useCallback } from 'react';
import type { Trend } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { strings } from './strings';
import { useLineDoor } from './useLineDoor';
import { useNames } from './useNames';
import { optionOf, useShown } from './useShown';
import { WeekTable } from './WeekTable';

/** A trend on a board. */
export default function Picture({ answer, question }: { answer: Trend; question: object }) {
  const t = useStrings(strings), f = useFormat();
  const names = useNames(answer, question);
  const shown = useShown(answer, names);
  const option = useCallback((c: ChartContext) => optionOf(answer, shown, c), [answer, shown]);
  const click = useLineDoor(answer, shown.lines);
  const label = t('pictureLabel', { name: shown.lines.map((l) => l.name).join('、'), from: answer.periods[0]?.from ?? '', to: answer.periods[answer.periods.length - 1]?.to ?? '' });
  if (answer.grain === 'weekday_hour' && shown.lines[0]) return <WeekTable compact data={answer} line={shown.lines[0]} days={shown.days} label={label} />;
  return <Chart fill option={option} height={120} onClick={click} label={label} table={{ columns: [{ title: t('period') }, ...shown.lines.map((l) => ({ title: l.name, align: 'right' as const }))], rows: answer.periods.map((p, i) => [p.from, ...shown.lines.map((l) => f.figure(l.values[i], l.unit))]) }} />;
}
