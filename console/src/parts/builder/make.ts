/* New rows, and what their parts may hold. */
import type { BuilderClause, BuilderFilter, BuilderOp, BuilderStep, BuilderWindow, Unit, ValueType, Vocabulary } from '@/api/types';
import type { ClauseKind } from './tree';

export const opsOf = (type: ValueType): readonly BuilderOp[] => {
  switch (type) {
    case 'number': return ['=', '!=', '>', '>=', '<', '<=', 'between', 'in', 'not in', 'exists', 'not exists'];
    case 'time': return ['=', '!=', '>', '>=', '<', '<=', 'between', 'exists', 'not exists'];
    case 'bool': return ['=', '!=', 'exists', 'not exists'];
    case 'text': return ['in', 'not in', '=', '!=', 'contains', 'not contains', 'exists', 'not exists'];
  }
};
export const compareOps = ['>=', '>', '=', '<=', '<', 'between'] as const;
export const plainCompareOps = ['>=', '>', '=', '!=', '<=', '<'] as const;

/** The same values under another operator, as far as they fit. */
export function withOp<T extends { op: BuilderOp; values: string[] }>(t: T, op: BuilderOp): T {
  const many = op === 'in' || op === 'not in', none = op === 'exists' || op === 'not exists';
  const values = none ? [] : many ? t.values.filter((v) => v.trim() !== '') : op === 'between' ? [t.values[0] ?? '', t.values[1] ?? ''] : [t.values[0] ?? ''];
  return { ...t, op, values };
}
export const firstOp = (type: ValueType): BuilderOp => (type === 'text' ? 'in' : type === 'number' ? '>=' : type === 'time' ? '>=' : '=');
const start = (type: ValueType): string[] => (type === 'bool' ? ['true'] : type === 'text' ? [] : ['']);
export const freshTest = (type: ValueType): { op: BuilderOp; type: ValueType; values: string[] } => ({ op: firstOp(type), type, values: start(type) });
export const newFilter = (prop = '', type: ValueType = 'text'): BuilderFilter => ({ prop, ...freshTest(type) });

type Fact = Extract<BuilderClause, { kind: 'fact' }>;
/** How a fact can be compared; a level also with several. */
export const factOps = (fn: Fact['fn']): readonly BuilderOp[] => (fn === 'tier' ? ['in', 'not in', '=', '!='] : ['>=', '>', '=', '!=', '<=', '<', 'between']);
export function newFact(fn: Fact['fn'], v: Vocabulary | undefined): Fact {
  const of = fn === 'points' ? v?.currencies : fn === 'coupons' ? v?.coupons : v?.programmes;
  const slug = of?.[0]?.slug ?? '';
  return fn === 'tier' ? { kind: 'fact', fn, slug, op: 'in', type: 'text', values: [] } : { kind: 'fact', fn, slug, op: '>=', type: 'number', values: [fn === 'coupons' ? '1' : ''] };
}

export const newStep = (events: string[] = []): BuilderStep => ({ not: false, events, where: [], within: null });

export function newClause(kind: ClauseKind, v: Vocabulary | undefined): BuilderClause {
  const event = v?.events.find((e) => e.name === 'order_completed')?.name ?? v?.events[0]?.name;
  const events = event === undefined ? [] : [event];
  const window: BuilderWindow = { kind: 'last', n: 30, unit: 'day' };
  switch (kind) {
    case 'did': return { kind, not: false, events, where: [], count: null, window };
    case 'aggregate': return { kind, fn: 'sum', events, prop: 'amount', where: [], op: '>=', value: '', window };
    case 'since': return { kind, fn: 'last', events, where: [], op: '>=', days: '30' };
    case 'attribute': return { kind, name: '', ...freshTest('text') };
    case 'class': return { kind, slug: v?.classifications[0]?.slug ?? '', op: 'in', values: [] };
    case 'segment': return { kind, slug: '', not: false };
    case 'code': return { kind, text: 'true' };
    case 'value': return { kind, fn: 'last', events, where: [], window: { kind: 'all' }, prop: '', ...freshTest('text') };
    case 'compare': return { kind, a: { fn: 'count', events, where: [], window: { kind: 'this', unit: 'month' } }, op: '>', b: { fn: 'count', events, where: [], window: { kind: 'previous', unit: 'month' } } };
    case 'sequence': return { kind, not: false, steps: [newStep(events), newStep()], count: null, window };
    case 'anniversary': return { kind, name: v?.attributes.find((a) => a.types.includes('time'))?.name ?? '', when: 'next', n: 7, unit: 'day' };
    case 'list': return { kind, name: 'user_id', slug: '', not: false };
    case 'fact': return newFact('points', v);
    case 'member': return { kind, slug: v?.programmes[0]?.slug ?? '', not: false };
  }
}

export const windowKinds = ['all', 'last', 'last_full', 'this', 'previous', 'since', 'before', 'between'] as const;
export const unitsOf = (kind: BuilderWindow['kind']): readonly Unit[] =>
  kind === 'last' ? ['minute', 'hour', 'day', 'week', 'month', 'year'] : ['day', 'week', 'month', 'year'];

export function windowOf(kind: BuilderWindow['kind'], was: BuilderWindow, today: string): BuilderWindow {
  const n = 'n' in was ? was.n : 30;
  const unit = 'unit' in was && unitsOf(kind).includes(was.unit) ? was.unit : undefined;
  const from = 'from' in was && was.from ? was.from : `${today.slice(0, 8)}01`, to = 'to' in was && was.to ? was.to : today;
  switch (kind) {
    case 'all': return { kind };
    case 'last': case 'last_full': return { kind, n, unit: unit ?? 'day' };
    case 'this': case 'previous': return { kind, unit: unit ?? 'month' };
    case 'since': return { kind, from };
    case 'before': return { kind, to };
    case 'between': return { kind, from, to };
  }
}

export interface PropChoice { name: string; title: { zh: string; en: string }; types: readonly ValueType[]; samples: readonly string[] }
const pseudo: readonly PropChoice[] = [
  { name: 'day', title: { zh: '日期', en: 'Date' }, types: ['time'], samples: [] },
  { name: 'hour', title: { zh: '小时（0–23）', en: 'Hour (0–23)' }, types: ['number'], samples: [] },
  { name: 'weekday', title: { zh: '星期（0 = 周一）', en: 'Weekday (0 = Monday)' }, types: ['number'], samples: [] },
];
/** Properties that any of the events has, and the ones every event has. */
export function propsOf(v: Vocabulary | undefined, events: readonly string[]): PropChoice[] {
  const seen = new Map<string, PropChoice>();
  for (const e of v?.events ?? []) {
    if (!events.includes(e.name) && !events.includes('*')) continue;
    for (const p of e.props) if (!seen.has(p.name)) seen.set(p.name, p);
  }
  return [...seen.values(), ...pseudo.filter((p) => !seen.has(p.name))];
}
