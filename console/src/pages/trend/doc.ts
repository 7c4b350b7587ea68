/* The form of a trend and its document (docs/QUESTIONS.md). */
import { newKey, type QuestionKind } from '@/parts/question/kind';
import { readBreakdown, type Breakdown } from '@/parts/question/breakdown';
import { readRange, type Range } from '@/parts/question/range';
import { choiceOf, countOf, eventsField, fields, given, textOf } from '@/parts/question/read';

export const SERIES_LIMIT = 10, FORMULAS_LIMIT = 10, TOP = 10, ROLLING_MAX = 366;
export const grains = ['none', 'hour', 'day', 'week', 'month', 'quarter', 'year', 'weekday_hour', 'minute'] as const;
export const compares = ['none', 'previous', 'year'] as const;
/** Measures that stand alone, and those of a property. */
export const plain = ['events', 'people', 'per_person'] as const;
export const ofProperty = ['sum', 'sum_per_person', 'avg', 'min', 'max', 'median', 'p25', 'p75', 'p90', 'p95', 'p99', 'distinct'] as const;
export type Measure = (typeof plain)[number] | (typeof ofProperty)[number] | 'stickiness';
export const takesProperty = (m: Measure): m is (typeof ofProperty)[number] => (ofProperty as readonly string[]).includes(m);

export interface Series { key: string; events: string; measure: Measure; property: string; n: number; title: string }
export interface Formula { key: string; formula: string; title: string }
export interface TrendForm {
  series: Series[]; formulas: Formula[]; grain: (typeof grains)[number]; compare: (typeof compares)[number]; cumulative: boolean; /** 0: not. */ rolling: number;
  by: Breakdown[]; top: number; who: string; range: Range | undefined;
}
export const newSeries = (events = ''): Series => ({ key: newKey(), events, measure: 'events', property: '', n: 30, title: '' });
export const newFormula = (formula = ''): Formula => ({ key: newKey(), formula, title: '' });
export const letter = (i: number): string => String.fromCharCode(65 + i);
const fresh = (): TrendForm => ({ series: [newSeries()], formulas: [], grain: 'day', compare: 'none', cumulative: false, rolling: 0, by: [], top: TOP, who: '', range: 'last 30 days' });

function readSeries(v: unknown): Series {
  const o = fields(v), m = o?.measure, of = fields(m);
  const s = { ...newSeries(eventsField(v)), title: textOf(o?.title) };
  if (!of) return { ...s, measure: choiceOf(m, plain, 'events') };
  if (typeof of.stickiness === 'number') return { ...s, measure: 'stickiness', n: countOf(of.stickiness, 1, ROLLING_MAX, 30) };
  const name = ofProperty.find((k) => typeof of[k] === 'string');
  return name ? { ...s, measure: name, property: textOf(of[name]) } : s;
}
function read(doc: unknown): TrendForm {
  const d = fields(doc);
  if (!d) return fresh();
  const list = (v: unknown): unknown[] => (Array.isArray(v) ? v : v === undefined ? [] : [v]);
  const series = list(d.series).map(readSeries);
  return {
    series: series.length > 0 ? series : [newSeries()], formulas: list(d.formulas).map((v) => ({ ...newFormula(typeof v === 'string' ? v : textOf(fields(v)?.formula)), title: textOf(fields(v)?.title) })),
    grain: choiceOf(d.grain, grains, 'day'), compare: choiceOf(d.compare, compares, 'none'), cumulative: d.cumulative === true, rolling: countOf(d.rolling, 1, ROLLING_MAX, 0),
    by: list(d.by).slice(0, 2).flatMap((b) => readBreakdown(b) ?? []), top: countOf(d.top, 1, 100, TOP), who: textOf(d.who), range: readRange(d.range),
  };
}
const measureOf = (s: Series): unknown => (s.measure === 'stickiness' ? { stickiness: s.n } : takesProperty(s.measure) ? { [s.measure]: s.property } : s.measure === 'events' ? undefined : s.measure);
function documentOf(f: TrendForm, series: readonly Series[], formulas: readonly Formula[]): object {
  return given({
    series: series.map((s) => { const measure = measureOf(s); return measure === undefined && !s.title ? s.events : given({ events: s.events, measure, title: s.title || undefined }); }),
    formulas: formulas.length === 0 ? undefined : formulas.map((x) => (x.title ? { formula: x.formula, title: x.title } : x.formula)),
    grain: f.grain === 'day' ? undefined : f.grain, compare: f.compare === 'none' ? undefined : f.compare, cumulative: f.cumulative || undefined, rolling: f.rolling || undefined,
    by: f.by.length === 0 ? undefined : f.by.length === 1 ? f.by[0] : f.by, top: f.top === TOP || f.by.length === 0 ? undefined : f.top, range: f.range, who: f.who || undefined,
  });
}
const seriesDone = (s: Series): boolean => s.events.trim() !== '' && (!takesProperty(s.measure) || s.property !== '');
/** Letters of the form's series among those that are asked. */
export const askedSeries = (f: TrendForm): number[] => f.series.flatMap((s, i) => (seriesDone(s) ? [i] : []));
/** A formula with the letters that its series have when unfinished ones are left out; null when it speaks of one of those. */
export function relettered(formula: string, rows: readonly number[]): string | null {
  let lost = false;
  const text = formula.replace(/\b[A-J]\b/g, (l) => { const at = rows.indexOf(l.charCodeAt(0) - 65); if (at < 0) lost = true; return letter(Math.max(0, at)); });
  return lost ? null : text;
}
export const askedFormulas = (f: TrendForm): number[] => { const rows = askedSeries(f); return f.formulas.flatMap((x, i) => (x.formula.trim() !== '' && relettered(x.formula, rows) !== null ? [i] : [])); };
function ask(f: TrendForm): object | null {
  const rows = askedSeries(f);
  if (rows.length === 0) return null;
  return documentOf(f, rows.map((r) => f.series[r] as Series), askedFormulas(f).map((i) => { const x = f.formulas[i] as Formula; return { ...x, formula: relettered(x.formula, rows) ?? '' }; }));
}
export const trend: QuestionKind<TrendForm> = {
  id: 'trend', read, ask, write: (f) => documentOf(f, f.series, f.formulas),
  missing: (f) => f.series.length - askedSeries(f).length + f.formulas.length - askedFormulas(f).length,
};
