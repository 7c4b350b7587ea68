/* Which part of an answer is drawn, and how: the figure, when there are groups, and the kind of picture. */
import { useContext, useMemo } from 'react';
import type { EChartsOption } from 'echarts';
import type { Trend } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import type { ChartContext } from '@/parts/chart/types';
import { SERIES_MAX } from '@/parts/question/series';
import { CellScope } from '@/parts/question/useCell';
import { figuresOf, lineOf, type Line } from './lines';
import { pictureOf, totalsOf, views, weekOf, type TrendWords, type View } from './picture';
import { strings } from './strings';
import type { Names } from './useNames';

export interface Shown { figure: number; view: View; lines: Line[]; words: TrendWords; days: string[]; setFigure: (i: number) => void; setView: (v: View) => void }
const schema = { figure: p.int(0), view: p.oneOf(views, 'line') };

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export function useShown(data: Trend | undefined, names: Names): Shown {
  const t = useStrings(strings);
  const [own, set] = useUrlState(schema);
  // On a board the address is the board's: the first figure, as lines.
  const { figure: wish, view } = useContext(CellScope) === '' ? own : { figure: 0, view: 'line' as const };
  return useMemo(() => {
    const all = data ? figuresOf(data) : 0, figure = wish >= 0 && wish < all ? wish : 0;
    const one = data !== undefined && (data.groups.length > 0 || data.grain === 'weekday_hour');
    const lines = !data ? [] : one
      ? (data.groups.length > 0 && data.grain !== 'weekday_hour' ? data.groups.slice(0, data.grain === 'none' ? 100 : SERIES_MAX) : [data.all]).map((g) => lineOf(data, g, figure, names.group(g), names.unit(figure)))
      : Array.from({ length: all }, (_, i) => lineOf(data, data.all, i, names.figure(i), names.unit(i)));
    return { figure, view, lines, words: { openMark: t('openMark'), before: t('before'), right: t('right') }, days: weekdays.map((d) => t(d)), setFigure: (i: number) => set({ figure: i }), setView: (v: View) => set({ view: v }) };
  }, [data, names, wish, view, set, t]);
}

export function optionOf(d: Trend, s: Shown, c: ChartContext): EChartsOption {
  const first = s.lines[0];
  if (d.grain === 'weekday_hour' && first) return weekOf(d, first, s.days, c);
  if (d.grain === 'none') return totalsOf(s.lines, c);
  return pictureOf(d, s.lines, s.view, s.words, c);
}
