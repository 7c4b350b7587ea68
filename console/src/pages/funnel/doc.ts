/* The funnel's form and its document (docs/QUESTIONS.md). */
import type { QuestionKind } from '@/parts/question/kind';
import { newKey } from '@/parts/question/kind';
import { readBreakdown, type Breakdown } from '@/parts/question/breakdown';
import { readRange, type Range } from '@/parts/question/range';
import { choiceOf, countOf, eventsField, fields, given, textOf, textsOf } from '@/parts/question/read';

export const STEPS_MAX = 20, EXCLUSIONS_MAX = 10, HOLD_MAX = 4, TOP = 10, BINS = 20;
export const orders = ['ordered', 'strict', 'any'] as const;
export const counts = ['people', 'sessions', 'conversions'] as const;
export const scales = ['durations', 'linear'] as const;
export const trends = ['none', 'day', 'week', 'month'] as const;

export interface Step { key: string; events: string; optional: boolean; title: string }
/** Between the steps `after` and `before`, from 1; null: up to the last. */
export interface Exclusion { key: string; events: string; after: number; before: number | null }
/** Borders of the histogram that people say, or equal bins; at most n. */
export interface Bins { scale: (typeof scales)[number]; n: number }
export interface FunnelForm {
  steps: Step[]; exclude: Exclusion[];
  order: (typeof orders)[number]; count: (typeof counts)[number]; trend: (typeof trends)[number];
  within: string; gap: string; hold: string[]; who: string; range: Range | undefined;
  by: Breakdown | undefined; top: number; bins: Bins; compare: [string, string] | null;
}

export const newStep = (events = ''): Step => ({ key: newKey(), events, optional: false, title: '' });
export const newExclusion = (): Exclusion => ({ key: newKey(), events: '', after: 1, before: null });
const fresh = (): FunnelForm => ({
  steps: [newStep(), newStep()], exclude: [], order: 'ordered', count: 'people', trend: 'none', within: '14 days', gap: '30 minutes', hold: [], who: '', range: 'last 30 days', by: undefined, top: TOP, bins: { scale: 'durations', n: BINS }, compare: null,
});

function readStep(v: unknown): Step {
  const o = fields(v);
  return { ...newStep(eventsField(v)), optional: o?.optional === true, title: textOf(o?.title) };
}
function readExclusion(v: unknown): Exclusion {
  const o = fields(v);
  return { ...newExclusion(), events: eventsField(v), after: countOf(o?.after, 1, STEPS_MAX, 1), before: o?.before === undefined ? null : countOf(o.before, 1, STEPS_MAX, STEPS_MAX) };
}
const pair = (v: unknown): [string, string] | null => (Array.isArray(v) && v.length === 2 && v.every((x) => typeof x === 'string') ? [v[0] as string, v[1] as string] : null);

/** The ends of a funnel are required; a strange order cannot have optional steps at all. */
export const tidy = (f: FunnelForm): FunnelForm => {
  const end = f.steps.length - 1;
  return f.steps.some((s, i) => s.optional && (i === 0 || i === end || f.order === 'any')) ? { ...f, steps: f.steps.map((s, i) => (s.optional && (i === 0 || i === end || f.order === 'any') ? { ...s, optional: false } : s)) } : f;
};

/** A number alone: equal bins. */
function readBins(v: unknown): Bins {
  const o = fields(v);
  return { scale: typeof v === 'number' ? 'linear' : choiceOf(o?.scale, scales, 'durations'), n: countOf(o ? o.n : v, 0, 100, BINS) };
}
const writeBins = ({ scale, n }: Bins): object | undefined => (scale === 'durations' && n === BINS ? undefined : given({ scale: scale === 'durations' ? undefined : scale, n: n === BINS ? undefined : n }));

function read(doc: unknown): FunnelForm {
  const d = fields(doc);
  if (!d) return fresh();
  const steps = (Array.isArray(d.steps) ? d.steps : []).map(readStep);
  return tidy({
    steps: steps.length > 0 ? steps : [newStep()],
    exclude: (Array.isArray(d.exclude) ? d.exclude : []).map(readExclusion),
    order: choiceOf(d.order, orders, 'ordered'), count: choiceOf(d.count, counts, 'people'), trend: choiceOf(d.trend, trends, 'none'),
    within: textOf(d.within, '14 days'), gap: textOf(d.gap, '30 minutes'), hold: textsOf(d.hold, HOLD_MAX), who: textOf(d.who), range: readRange(d.range),
    by: readBreakdown(d.by), top: countOf(d.top, 1, 100, TOP), bins: readBins(d.bins), compare: pair(d.compare),
  });
}

function documentOf(f: FunnelForm, steps: readonly Step[], exclude: readonly Exclusion[]): object {
  return given({
    steps: steps.map((s) => (s.optional || s.title ? given({ events: s.events, optional: s.optional || undefined, title: s.title || undefined }) : s.events)),
    order: f.order === 'ordered' ? undefined : f.order, within: f.within === '14 days' ? undefined : f.within, hold: f.hold.length > 0 ? f.hold : undefined,
    exclude: exclude.length > 0 ? exclude.map((x) => (x.after === 1 && x.before === null ? x.events : given({ events: x.events, after: x.after === 1 ? undefined : x.after, before: x.before ?? undefined }))) : undefined,
    count: f.count === 'people' ? undefined : f.count, gap: f.gap === '30 minutes' || f.count !== 'sessions' ? undefined : f.gap, range: f.range, who: f.who || undefined,
    by: f.by, top: f.top === TOP || !f.by ? undefined : f.top, trend: f.trend === 'none' ? undefined : f.trend, bins: writeBins(f.bins), compare: f.compare && f.by ? f.compare : undefined,
  });
}

const filled = (s: { events: string }): boolean => s.events.trim() !== '';
/** Of each asked step, which row of the form it is. */
export const askedRows = (f: FunnelForm): number[] => f.steps.flatMap((s, i) => (filled(s) ? [i] : []));
/** A step counted from 1 in the form, among those that are asked: the one before, or the next, if it is not itself asked. */
const atOrBefore = (rows: readonly number[], step: number): number => Math.max(1, rows.filter((r) => r <= step - 1).length);
const atOrAfter = (rows: readonly number[], step: number): number => { const at = rows.findIndex((r) => r >= step - 1); return at < 0 ? rows.length : at + 1; };

function ask(f: FunnelForm): object | null {
  const rows = askedRows(f);
  if (rows.length === 0) return null;
  const steps = rows.map((r) => f.steps[r] as Step);
  const end = steps.length - 1;
  const exclude = end === 0 ? [] : f.exclude.filter(filled).map((x) => ({ ...x, after: Math.min(atOrBefore(rows, x.after), end), before: x.before === null || x.before >= f.steps.length ? null : Math.max(2, atOrAfter(rows, x.before)) }));
  const by = f.by?.step ? { ...f.by, step: atOrAfter(rows, f.by.step) } : f.by;
  return documentOf({ ...f, by }, steps.map((s, i) => (i === 0 || i === end ? { ...s, optional: false } : s)), exclude);
}

export const funnel: QuestionKind<FunnelForm> = {
  id: 'funnel', read, write: (f) => documentOf(f, f.steps, f.exclude), ask,
  missing: (f) => [...f.steps, ...f.exclude].filter((s) => !filled(s)).length,
};

// ---- edits ----

export const setStep = (f: FunnelForm, key: string, patch: Partial<Step>): FunnelForm => tidy({ ...f, steps: f.steps.map((s) => (s.key === key ? { ...s, ...patch } : s)) });
export const addStep = (f: FunnelForm): FunnelForm => (f.steps.length >= STEPS_MAX ? f : { ...f, steps: [...f.steps, newStep()] });
export const removeStep = (f: FunnelForm, key: string): FunnelForm => (f.steps.length <= 1 ? f : tidy({ ...f, steps: f.steps.filter((s) => s.key !== key) }));
/** The step with this key to the place `to` among the others. */
export function moveStep(f: FunnelForm, key: string, to: number): FunnelForm {
  const from = f.steps.findIndex((s) => s.key === key);
  const at = Math.max(0, Math.min(f.steps.length - 1, to));
  if (from < 0 || from === at) return f;
  const steps = f.steps.filter((s) => s.key !== key);
  steps.splice(at, 0, f.steps[from] as Step);
  return tidy({ ...f, steps });
}
export const setExclusion = (f: FunnelForm, key: string, patch: Partial<Exclusion>): FunnelForm => ({ ...f, exclude: f.exclude.map((x) => (x.key === key ? { ...x, ...patch } : x)) });
