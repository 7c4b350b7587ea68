/* The form of attribution and its document (docs/QUESTIONS.md). */
import type { QuestionKind } from '@/parts/question/kind';
import { readRange, type Range } from '@/parts/question/range';
import { choiceOf, countOf, eventsField, fields, given, textOf } from '@/parts/question/read';

export const TOP = 20, DIRECT_MAX = 20, FIRST = 40, LAST = 40;
export const models = ['first', 'last', 'last_non_direct', 'linear', 'position', 'time_decay', 'shapley', 'markov'] as const;
export type Model = (typeof models)[number];

export interface AttributionForm {
  conversion: string; touch: string; property: string; /** '' : each conversion counts one. */ sum: string; model: Model[]; within: string; count: 'all' | 'first'; halfLife: string;
  weights: { first: number; last: number }; /** null: as usual. */ direct: (string | null)[] | null; top: number; who: string; range: Range | undefined;
}
const fresh = (): AttributionForm => ({ conversion: '', touch: '', property: '', sum: '', model: ['first', 'last', 'linear'], within: '30 days', count: 'all', halfLife: '7 days', weights: { first: FIRST, last: LAST }, direct: null, top: TOP, who: '', range: 'last 30 days' });

function readModels(v: unknown): Model[] {
  const list = (Array.isArray(v) ? v : [v]).filter((m): m is Model => (models as readonly unknown[]).includes(m));
  return list.length > 0 ? [...new Set(list)] : ['last'];
}
function read(doc: unknown): AttributionForm {
  const d = fields(doc);
  if (!d) return fresh();
  const w = fields(d.weights);
  return {
    conversion: eventsField(d.conversion), touch: eventsField(d.touch), property: textOf(fields(d.by)?.property), sum: textOf(fields(d.value)?.sum), model: readModels(d.model), within: textOf(d.within, '30 days'), count: choiceOf(d.count, ['all', 'first'], 'all'), halfLife: textOf(d.half_life, '7 days'),
    weights: { first: countOf(w?.first, 0, 100, FIRST), last: countOf(w?.last, 0, 100, LAST) }, direct: Array.isArray(d.direct) ? d.direct.filter((x): x is string | null => x === null || typeof x === 'string').slice(0, DIRECT_MAX) : null,
    top: countOf(d.top, 1, 100, TOP), who: textOf(d.who), range: readRange(d.range),
  };
}
function write(f: AttributionForm): object {
  const usual = f.weights.first === FIRST && f.weights.last === LAST;
  return given({
    conversion: f.conversion, value: f.sum ? { sum: f.sum } : undefined, touch: f.touch, by: { property: f.property }, within: f.within === '30 days' ? undefined : f.within,
    model: f.model.length === 1 ? (f.model[0] === 'last' ? undefined : f.model[0]) : f.model, direct: f.direct ?? undefined, weights: usual ? undefined : f.weights, half_life: f.halfLife === '7 days' ? undefined : f.halfLife,
    count: f.count === 'all' ? undefined : f.count, top: f.top === TOP ? undefined : f.top, range: f.range, who: f.who || undefined,
  });
}
const open = (f: AttributionForm): number => [f.conversion, f.touch, f.property].filter((s) => s.trim() === '').length;
export const attribution: QuestionKind<AttributionForm> = { id: 'attribution', read, write, ask: (f) => (open(f) === 0 ? write(f) : null), missing: open };
