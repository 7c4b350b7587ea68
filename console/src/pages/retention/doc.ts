/* The form of retention and its document (docs/QUESTIONS.md). */
import type { QuestionKind } from '@/parts/question/kind';
import { readBreakdown, type Breakdown } from '@/parts/question/breakdown';
import { readRange, type Range } from '@/parts/question/range';
import { choiceOf, countOf, eventsField, fields, given, textOf } from '@/parts/question/read';

export const TOP = 10, PERIODS_MAX = 366, BRACKETS_MAX = 100;
export const firsts = ['ever', 'range', 'each'] as const;
export const grains = ['hour', 'day', 'week', 'month'] as const;
export const modes = ['on', 'on_or_after', 'until', 'every'] as const;
export const clocks = ['calendar', 'rolling'] as const;
export const measures = ['people', 'events', 'sum'] as const;
/** Columns after the one of the start, when nothing is said. */
export const usual: Record<(typeof grains)[number], number> = { hour: 24, day: 30, week: 12, month: 12 };

export interface RetentionForm {
  start: string; ret: string;
  first: (typeof firsts)[number]; grain: (typeof grains)[number]; mode: (typeof modes)[number]; clock: (typeof clocks)[number];
  measure: (typeof measures)[number]; sum: string;
  /** 0: as usual. */
  periods: number;
  /** Instead of periods. */
  brackets: [number, number][];
  who: string; range: Range | undefined; by: Breakdown | undefined; top: number;
}
const fresh = (): RetentionForm => ({ start: '', ret: '', first: 'ever', grain: 'week', mode: 'on', clock: 'calendar', measure: 'people', sum: '', periods: 0, brackets: [], who: '', range: 'last 90 days', by: undefined, top: TOP });

/** Each a pair of periods, after the one before it. */
export function goodBrackets(v: unknown): [number, number][] {
  if (!Array.isArray(v)) return [];
  const out: [number, number][] = [];
  let after = 0;
  for (const b of v.slice(0, BRACKETS_MAX)) {
    if (!Array.isArray(b) || b.length !== 2) return [];
    const from = countOf(b[0], after + 1, PERIODS_MAX, 0), to = countOf(b[1], from, PERIODS_MAX, 0);
    if (from === 0 || to === 0) return [];
    out.push([from, to]);
    after = to;
  }
  return out;
}
/** "1, 2-3, 4-7" ⇄ [[1,1],[2,3],[4,7]]; null: not that. */
export function readBrackets(text: string): [number, number][] | null {
  if (text.trim() === '') return [];
  const parts = text.split(/[,，、;；]/).map((s) => /^\s*(\d{1,3})\s*(?:[-–~至]\s*(\d{1,3}))?\s*$/.exec(s));
  if (parts.some((m) => m === null)) return null;
  const all = parts.map((m): [number, number] => [Number(m?.[1]), Number(m?.[2] ?? m?.[1])]);
  const good = goodBrackets(all);
  return good.length === all.length ? good : null;
}
export const writeBrackets = (b: readonly (readonly [number, number])[]): string => b.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(', ');

function read(doc: unknown): RetentionForm {
  const d = fields(doc);
  if (!d) return fresh();
  const sum = textOf(fields(d.measure)?.sum);
  return {
    start: eventsField(d.start), ret: eventsField(d.return), first: choiceOf(d.first, firsts, 'ever'), grain: choiceOf(d.grain, grains, 'week'), mode: choiceOf(d.mode, modes, 'on'), clock: choiceOf(d.clock, clocks, 'calendar'),
    measure: sum ? 'sum' : choiceOf(d.measure, ['people', 'events'], 'people'), sum, periods: countOf(d.periods, 1, PERIODS_MAX, 0), brackets: goodBrackets(d.brackets),
    who: textOf(d.who), range: readRange(d.range), by: readBreakdown(d.by), top: countOf(d.top, 1, 100, TOP),
  };
}
function write(f: RetentionForm): object {
  return given({
    start: f.start, return: f.ret || undefined, first: f.first === 'ever' ? undefined : f.first, grain: f.grain === 'week' ? undefined : f.grain, mode: f.mode === 'on' ? undefined : f.mode, clock: f.clock === 'calendar' ? undefined : f.clock,
    measure: f.measure === 'people' ? undefined : f.measure === 'events' ? 'events' : { sum: f.sum }, periods: f.periods > 0 && f.brackets.length === 0 ? f.periods : undefined, brackets: f.brackets.length > 0 ? f.brackets : undefined,
    range: f.range, who: f.who || undefined, by: f.by, top: f.top === TOP || !f.by ? undefined : f.top,
  });
}
export const retention: QuestionKind<RetentionForm> = {
  id: 'retention', read, write,
  ask: (f) => (f.start.trim() === '' ? null : write(f.measure === 'sum' && f.sum === '' ? { ...f, measure: 'people' } : f)),
  missing: (f) => Number(f.start.trim() === '') + Number(f.measure === 'sum' && f.sum === ''),
};
