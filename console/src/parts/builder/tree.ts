/* The rule as the form edits it: the server's Builder with an id at every node (counts, focus and undo need to find a
   row again) and always a group at the root.  Everything here is pure; nodes are never changed in place. */
import type { Builder, BuilderClause, BuilderGroup, BuilderMeasure, BuilderStep } from '@/api/types';

/** Of a sequence, absences included. */
export const STEPS_MAX = 16;

export interface Row { id: string; clause: BuilderClause }
export interface Group { id: string; op: 'and' | 'or'; not: boolean; items: Node[] }
export type Node = Row | Group;
export type ClauseKind = BuilderClause['kind'];

export const isGroup = (n: Node): n is Group => 'items' in n;
const isBuilderGroup = (b: Builder): b is BuilderGroup => 'items' in b;

let last = 0;
export const newId = (): string => `n${++last}`;

export const emptyRoot = (): Group => ({ id: newId(), op: 'and', not: false, items: [] });
export const rowOf = (clause: BuilderClause): Row => ({ id: newId(), clause });

function nodeFrom(b: Builder): Node {
  return isBuilderGroup(b) ? { id: newId(), op: b.op, not: b.not ?? false, items: b.items.map(nodeFrom) } : rowOf(b);
}

/** A parsed expression as a form. `true` alone is the form without conditions. */
export function fromBuilder(b: Builder): Group {
  const n = nodeFrom(b);
  if (!isGroup(n)) return n.clause.kind === 'code' && n.clause.text === 'true' ? emptyRoot() : { ...emptyRoot(), items: [n] };
  return n.not ? { ...emptyRoot(), items: [n] } : n;
}

// ---- is a row filled in ----

const filled = (v: string | undefined): boolean => v !== undefined && v.trim() !== '';
const number = (v: string | undefined): boolean => v !== undefined && /^[+-]?\d[\d_]*(\.\d+)?$/.test(v.trim());
const needs = (op: string): 'none' | 'one' | 'two' | 'some' => (op === 'exists' || op === 'not exists' ? 'none' : op === 'between' ? 'two' : op === 'in' || op === 'not in' ? 'some' : 'one');

export function testComplete(t: { op: string; type: string; values: readonly string[] }): boolean {
  const good = (v: string) => (t.type === 'number' && !t.op.endsWith('contains') ? number(v) : filled(v));
  switch (needs(t.op)) {
    case 'none': return true;
    case 'some': return t.values.length > 0 && t.values.every(good);
    case 'two': return t.values.length === 2 && t.values.every(good);
    case 'one': return t.values.length === 1 && t.values.every(good);
  }
}

const behaviour = (x: { events: string[]; where: { prop: string; op: string; type: string; values: string[] }[] }): boolean => x.events.length > 0 && x.where.every((w) => filled(w.prop) && testComplete(w));
const measured = (op: string, a: string, b?: string): boolean => number(a) && (op !== 'between' || number(b));
const windowed = (w: { kind: string; n?: number; from?: string; to?: string }): boolean => (w.n === undefined || (Number.isInteger(w.n) && w.n > 0)) && (!('from' in w) || filled(w.from)) && (!('to' in w) || filled(w.to));
const nth = (n: number | undefined): boolean => n !== undefined && n !== 0 && Math.abs(n) <= 1000;

/** Numbers of days and times need no property, totals do; the time of the first, last or nth is one too. */
export const takesProp = (fn: BuilderMeasure['fn']): 'never' | 'may' | 'must' =>
  fn === 'count' || fn === 'gap' || fn === 'streak' || fn === 'streak_now' ? 'never' : fn === 'first' || fn === 'last' || fn === 'nth' ? 'may' : 'must';
const measureComplete = (m: BuilderMeasure): boolean => behaviour(m) && windowed(m.window) && (takesProp(m.fn) !== 'must' || filled(m.prop)) && (m.fn !== 'nth' || nth(m.nth));
/** Two steps at least, the first no absence and without a bound; an absence between steps has none either. */
function sequenceComplete(steps: readonly BuilderStep[]): boolean {
  const lastDone = steps.reduce((at, s, i) => (s.not ? at : i), 0);
  return steps.length >= 2 && steps.length <= STEPS_MAX && !steps[0]?.not && steps.every((s, i) => s.within === null || (s.within.n > 0 && i > 0 && !(s.not && i < lastDone)));
}

/** Can the row be counted? A row just added cannot yet; it is left out of the expression until it can. */
export function isComplete(c: BuilderClause): boolean {
  switch (c.kind) {
    case 'did': return behaviour(c) && windowed(c.window) && (c.count === null || measured(c.count.op, c.count.n, c.count.m));
    case 'aggregate': return behaviour(c) && windowed(c.window) && (takesProp(c.fn) === 'never' || filled(c.prop)) && measured(c.op, c.value, c.value2);
    case 'since': return behaviour(c) && number(c.days);
    case 'attribute': return filled(c.name) && testComplete(c);
    case 'class': return filled(c.slug) && c.values.length > 0 && c.values.every(filled);
    case 'segment': return filled(c.slug);
    case 'code': return filled(c.text);
    case 'value': return behaviour(c) && windowed(c.window) && (c.fn !== 'nth' || nth(c.nth)) && testComplete(c);
    case 'compare': return measureComplete(c.a) && measureComplete(c.b);
    case 'sequence': return sequenceComplete(c.steps) && c.steps.every(behaviour) && windowed(c.window) && (c.count === null || measured(c.count.op, c.count.n, c.count.m));
    case 'anniversary': return filled(c.name) && c.n > 0;
    case 'list': return filled(c.name) && filled(c.slug);
    case 'fact': return filled(c.slug) && testComplete(c);
    case 'member': return filled(c.slug);
  }
}

/** The form without what is not filled in; null when nothing is left, which means everyone. */
export function complete(n: Node): Node | null {
  if (!isGroup(n)) return isComplete(n.clause) ? n : null;
  const items = n.items.map(complete).filter((x): x is Node => x !== null);
  return items.length === 0 ? null : { ...n, items };
}
export const rows = (n: Node): Row[] => (isGroup(n) ? n.items.flatMap(rows) : [n]);
export const openRows = (root: Group): number => rows(root).filter((r) => !isComplete(r.clause)).length;

/** What the server is given; null = no condition. */
export function toBuilder(n: Node): Builder | null {
  const c = complete(n);
  const write = (x: Node): Builder => (isGroup(x) ? { op: x.op, ...(x.not ? { not: true } : {}), items: x.items.map(write) } : x.clause);
  return c === null ? null : write(c);
}

// ---- edits ----

const inside = (g: Group, f: (items: Node[]) => Node[]): Group => ({ ...g, items: f(g.items) });

/** Replaces the node with this id; null removes it, and a group that is empty then (but the root). */
export function replace(root: Group, id: string, by: (n: Node) => Node | null): Group {
  const visit = (n: Node): Node | null => {
    if (n.id === id) return by(n);
    if (!isGroup(n)) return n;
    const items = n.items.map(visit).filter((x): x is Node => x !== null);
    if (items.length === n.items.length && items.every((x, i) => x === n.items[i])) return n;
    return items.length === 0 ? null : { ...n, items };
  };
  const done = visit(root);
  return done && isGroup(done) ? done : { ...root, items: [] };
}
export const setClause = (root: Group, id: string, clause: BuilderClause): Group => replace(root, id, (n) => ({ id: n.id, clause }));
export const remove = (root: Group, id: string): Group => replace(root, id, () => null);
export const setGroup = (root: Group, id: string, patch: Partial<Pick<Group, 'op' | 'not'>>): Group =>
  replace(root, id, (n) => (isGroup(n) ? { ...n, ...patch } : n));
export const append = (root: Group, groupId: string, node: Node): Group => replace(root, groupId, (n) => (isGroup(n) ? inside(n, (items) => [...items, node]) : n));

/** A copy right after the original. */
export function duplicate(root: Group, id: string): Group {
  const copy = (n: Node): Node => (isGroup(n) ? { ...n, id: newId(), items: n.items.map(copy) } : { id: newId(), clause: n.clause });
  const visit = (g: Group): Group => inside(g, (items) => items.flatMap((n) => (n.id === id ? [n, copy(n)] : [isGroup(n) ? visit(n) : n])));
  return visit(root);
}
/** One place up or down among its siblings. */
export function move(root: Group, id: string, step: -1 | 1): Group {
  const visit = (g: Group): Group => {
    const at = g.items.findIndex((n) => n.id === id);
    if (at < 0) return inside(g, (items) => items.map((n) => (isGroup(n) ? visit(n) : n)));
    const to = at + step;
    if (to < 0 || to >= g.items.length) return g;
    const items = [...g.items];
    [items[at], items[to]] = [items[to] as Node, items[at] as Node];
    return { ...g, items };
  };
  return visit(root);
}
/** The node in a group of its own, which more conditions can join. */
export const wrap = (root: Group, id: string): Group =>
  replace(root, id, (n) => ({ id: newId(), op: 'or', not: false, items: [n] }));
/** A group's items in place of the group; a negated one stays, because its items would mean something else. */
export function unwrap(root: Group, id: string): Group {
  const visit = (g: Group): Group => inside(g, (items) => items.flatMap((n) => (isGroup(n) ? (n.id === id && !n.not ? n.items : [visit(n)]) : [n])));
  return visit(root);
}
/** ANDs more conditions to the whole rule: beside its rows, or around it if it is an `or`. */
export function andTo(root: Group, more: Group): Group {
  const added: Node[] = more.op === 'and' && !more.not ? more.items : [more];
  if (root.items.length === 0) return { ...root, op: 'and', not: false, items: added };
  if (root.op === 'and' || root.items.length === 1) return { ...root, op: 'and', items: [...root.items, ...added] };
  return { id: newId(), op: 'and', not: false, items: [{ ...root, id: newId() }, ...added] };
}
