/* The form of a distribution and its document (docs/QUESTIONS.md). */
import type { Vocabulary } from '@/api/types';
import { isMoney } from '@/parts/question/money';
import type { QuestionKind } from '@/parts/question/kind';
import { readBreakdown, type Breakdown } from '@/parts/question/breakdown';
import { readRange, type Range } from '@/parts/question/range';
import { choiceOf, countOf, eventsField, fields, given, textOf } from '@/parts/question/read';

export const BINS = 20, BINS_MAX = 100, TOP = 10;
export const plain = ['events', 'days'] as const;
export const ofProperty = ['sum', 'avg', 'min', 'max', 'distinct'] as const;
export type Measure = (typeof plain)[number] | (typeof ofProperty)[number];
export const takesProperty = (m: Measure): m is (typeof ofProperty)[number] => (ofProperty as readonly string[]).includes(m);

export interface DistributionForm {
  /** What the number is of: events, or a number of the language. */
  of: 'events' | 'value'; events: string; value: string; measure: Measure; property: string; zeros: boolean;
  bins: number | 'auto' | 'each' | number[]; by: Breakdown | undefined; top: number; who: string; range: Range | undefined;
}
const fresh = (): DistributionForm => ({ of: 'events', events: '', value: '', measure: 'events', property: '', zeros: false, bins: 'auto', by: undefined, top: TOP, who: '', range: 'last 30 days' });

/** Edges rise. */
function readBins(v: unknown): DistributionForm['bins'] {
  if (v === undefined || v === 'auto' || v === 'each') return v ?? 'auto';
  if (Array.isArray(v)) return v.length > 0 && v.every((x, i) => typeof x === 'number' && Number.isFinite(x) && (i === 0 || x > (v[i - 1] as number))) ? (v as number[]) : 'auto';
  return countOf(v, 1, BINS_MAX, BINS);
}
/** "0, 1, 5.5, 10" ⇄ edges; null: not that. */
export function readEdges(text: string): number[] | null {
  const parts = text.split(/[,，、;；\s]+/).filter((s) => s !== '').map(Number);
  return parts.length > 0 && parts.length <= BINS_MAX && parts.every((x, i) => Number.isFinite(x) && (i === 0 || x > (parts[i - 1] as number))) ? parts : null;
}
function read(doc: unknown): DistributionForm {
  const d = fields(doc);
  if (!d) return fresh();
  const of = fields(d.measure), name = ofProperty.find((k) => typeof of?.[k] === 'string');
  const value = textOf(d.value);
  return {
    of: value ? 'value' : 'events', events: eventsField(d.events), value, measure: name ?? choiceOf(d.measure, plain, 'events'), property: name ? textOf(of?.[name]) : '', zeros: d.zeros === true,
    bins: readBins(d.bins), by: readBreakdown(d.by), top: countOf(d.top, 1, 100, TOP), who: textOf(d.who), range: readRange(d.range),
  };
}
function write(f: DistributionForm): object {
  const events = f.of === 'events';
  return given({
    events: events ? f.events : undefined, value: events ? undefined : f.value, measure: !events || f.measure === 'events' ? undefined : takesProperty(f.measure) ? { [f.measure]: f.property } : f.measure, zeros: events && f.zeros ? true : undefined,
    bins: f.bins === 'auto' ? undefined : f.bins, range: f.range, who: f.who || undefined, by: f.by, top: f.top === TOP || !f.by ? undefined : f.top,
  });
}
/** People's numbers are money. */
export const moneyOf = (f: DistributionForm, v: Vocabulary | undefined): boolean => f.of === 'events' && takesProperty(f.measure) && f.measure !== 'distinct' && isMoney(v, f.events, f.property);
/** People's numbers count something: they are whole. */
export const wholeOf = (f: DistributionForm): boolean => f.of === 'events' && (f.measure === 'events' || f.measure === 'days' || f.measure === 'distinct');
const done = (f: DistributionForm): boolean => (f.of === 'value' ? f.value.trim() !== '' : f.events.trim() !== '' && (!takesProperty(f.measure) || f.property !== ''));
export const distribution: QuestionKind<DistributionForm> = { id: 'distribution', read, write, ask: (f) => (done(f) ? write(f) : null), missing: (f) => (done(f) ? 0 : 1) };
