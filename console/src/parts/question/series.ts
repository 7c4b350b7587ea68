/* Lines of an answer as ECharts draws them: solid where the period is over, dashed where it is not (rule 13); the fourth
   series and later are dashed more finely, because colours alone are not told apart by everyone. */

/** More lines than colours is a tangle: the rest is in the table (rule 15). */
export const SERIES_MAX = 6;

export function withOpenEnd(name: string, values: readonly (number | null)[], open: readonly boolean[], color: string, at: number): object[] {
  const whole = values.map((v, i) => (open[i] ? null : v));
  // The dashes begin at the last period that is over, so that the line does not break.
  const dashed = values.map((v, i) => (open[i] || open[i + 1] ? v : null));
  const type = at < 3 ? 'solid' as const : ([8, 3] as number[]);
  const line = (data: (number | null)[], style: typeof type | 'dashed', extra: object) => ({ type: 'line' as const, name, data, showSymbol: values.length < 3, connectNulls: false, lineStyle: { color, width: 2, type: style }, itemStyle: { color }, ...extra });
  return [line(whole, type, {}), ...(open.some(Boolean) ? [line(dashed, 'dashed', { silent: true, showSymbol: true })] : [])];
}
