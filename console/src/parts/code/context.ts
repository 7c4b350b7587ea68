/* What can stand at the cursor.  Reads the words before it from left to right, keeping one frame for each open
   parenthesis; pure, so that every case has a test. */
import { aggregates, scan, type Token } from './scan';

export type Context =
  | { kind: 'condition' }                                     // attributes, functions, not
  | { kind: 'event' }
  | { kind: 'prop'; events: string[] }
  | { kind: 'filter'; events: string[] }                      // a property in where
  | { kind: 'operator'; of: Name }
  | { kind: 'value'; of: Name }
  | { kind: 'window' } | { kind: 'unit'; full: boolean }
  | { kind: 'segment' } | { kind: 'classification' }
  | { kind: 'fact'; of: FactFn }                              // the name within points(…), coupons(…), tier(…), member(…)
  | { kind: 'joint'; where: boolean; target: boolean }        // after a whole condition: and, or, where, comma
  | { kind: 'nothing' };
export type FactFn = (typeof factFns)[number];
export type Name = { is: 'tier'; programme: string } | { is: 'attribute'; name: string } | { is: 'prop'; name: string; events: string[] } | { is: 'class'; slug: string } | { is: 'other' };

export interface At { context: Context; /** Start of the word being written. */ from: number; /** It is within quotes. */ quoted: boolean }

interface Frame { fn: string | null; phase: 'target' | 'where' | 'window' | 'plain' | 'list'; events: string[]; before: Name | null }

const factFns = ['points', 'coupons', 'tier', 'member'] as const;
const asFact = (s: string | null): FactFn | null => factFns.find((f) => f === s) ?? null;
const comparing = new Set(['=', '!=', '<', '<=', '>', '>=', '≤', '≥', '≠']);
const isAggregate = (s: string | null): boolean => s !== null && (aggregates as readonly string[]).includes(s);

export function contextAt(text: string, pos: number): At {
  const all = scan(text.slice(0, pos));
  const lastToken = all[all.length - 1];
  if (lastToken?.kind === 'comment') return { context: { kind: 'nothing' }, from: pos, quoted: false };
  const writing = lastToken && lastToken.to === pos && (lastToken.kind === 'word' || ((lastToken.kind === 'string' || lastToken.kind === 'quoted') && lastToken.unclosed === true)) ? lastToken : null;
  const seen = (writing ? all.slice(0, -1) : all).filter((t) => t.kind !== 'comment');
  const from = writing ? writing.from : pos;
  return { context: decide(seen), from, quoted: writing !== null && writing.kind !== 'word' };
}

const word = (t: Token | undefined): string => (t?.kind === 'word' ? t.value.toLowerCase() : '');

function decide(seen: readonly Token[]): Context {
  const frames: Frame[] = [{ fn: null, phase: 'plain', events: [], before: null }];
  const top = () => frames[frames.length - 1] as Frame;
  let subject: Name | null = null;
  let expect: 'start' | 'operator' | 'value' | 'joint' = 'start';
  const named = (t: Token): Name => (top().phase === 'where' ? { is: 'prop', name: t.value, events: top().events } : { is: 'attribute', name: t.value });

  for (let i = 0; i < seen.length; i++) {
    const t = seen[i] as Token, prev = seen[i - 1], f = top();
    if (t.kind === 'open') {
      const fn = prev?.kind === 'word' ? word(prev) : null;
      const calling = fn !== null && !['and', 'or', 'not', 'in', 'where'].includes(fn);
      if (fn === 'in') frames.push({ fn: null, phase: 'list', events: f.events, before: subject });
      else if (calling) frames.push({ fn, phase: isAggregate(fn) ? 'target' : 'plain', events: [], before: subject });
      else frames.push({ fn: null, phase: f.phase, events: f.phase === 'target' ? [] : f.events, before: subject });
      expect = fn === 'in' ? 'value' : 'start';
      continue;
    }
    if (t.kind === 'close') {
      const done = frames.length > 1 ? (frames.pop() as Frame) : f;
      if (done.phase === 'target' && done.fn === null) top().events = done.events;
      if (done.fn === 'tier') { subject = { is: 'tier', programme: done.events[0] ?? '' }; expect = 'operator'; }
      else if (done.fn === 'class') { subject = { is: 'class', slug: done.events[0] ?? '' }; expect = 'operator'; }
      else if (done.fn === 'did' || done.fn === 'segment' || done.fn === 'member' || done.phase === 'list') expect = 'joint';
      else if (done.fn !== null) { subject = { is: 'other' }; expect = 'operator'; }
      else expect = 'joint';
      continue;
    }
    if (f.phase === 'target') {
      if (word(t) === 'where') { f.phase = 'where'; expect = 'start'; }
      else if (t.kind === 'comma') f.phase = 'window';
      else if ((t.kind === 'word' && word(t) !== 'or') || t.kind === 'quoted' || t.value === '*') { if (prev?.kind !== 'dot') f.events.push(t.value); }
      continue;
    }
    if (f.phase === 'window') continue;
    if ((f.fn === 'class' || f.fn === 'segment' || asFact(f.fn) !== null) && (t.kind === 'word' || t.kind === 'string' || t.kind === 'quoted')) { f.events = [t.value]; continue; }
    if (f.phase === 'where' && t.kind === 'comma' && isAggregate(frameOf(frames))) { f.phase = 'window'; continue; }
    if (t.kind === 'comma') { expect = f.phase === 'list' ? 'value' : 'start'; continue; }
    if (f.phase === 'list') { expect = 'joint'; continue; }
    const w = word(t);
    if (w === 'and' && expect === 'joint' && subject && between(seen, i)) { expect = 'value'; continue; }
    if (w === 'and' || w === 'or' || w === 'where') { expect = 'start'; subject = null; continue; }
    if (w === 'not') { if (expect !== 'operator') expect = 'start'; continue; }
    if (comparing.has(t.value) || w === 'between' || w === 'contains') { expect = 'value'; continue; }
    if (w === 'exists') { expect = 'joint'; continue; }
    if (w === 'in') continue;
    if (t.kind === 'operator') { expect = 'start'; subject = { is: 'other' }; continue; }
    if (t.kind === 'dot') { expect = 'start'; continue; }
    if (expect === 'value') { expect = 'joint'; continue; }
    if (t.kind === 'word' || t.kind === 'quoted') { subject = named(t); expect = 'operator'; continue; }
    if (t.kind === 'string' || t.kind === 'number' || t.kind === 'date' || t.kind === 'parameter') { subject = { is: 'other' }; expect = 'operator'; }
  }

  const f = top(), prev = seen[seen.length - 1];
  if (f.phase === 'target') {
    if (prev?.kind === 'dot') return { kind: 'prop', events: f.events };
    if (prev?.kind === 'open' || word(prev) === 'or') return { kind: 'event' };
    return { kind: 'joint', where: f.fn !== null, target: true };
  }
  if (f.phase === 'window') {
    if (prev?.kind === 'comma') return { kind: 'window' };
    const w = word(prev);
    if (w === 'full') return { kind: 'unit', full: true };
    if (prev?.kind === 'number' || w === 'this' || w === 'previous') return { kind: 'unit', full: prev?.kind === 'number' ? false : true };
    return { kind: 'nothing' };
  }
  if (f.fn === 'segment') return prev?.kind === 'open' ? { kind: 'segment' } : { kind: 'nothing' };
  const fact = asFact(f.fn);
  if (fact !== null) return prev?.kind === 'open' ? { kind: 'fact', of: fact } : { kind: 'nothing' };
  if (f.fn === 'class') return prev?.kind === 'open' ? { kind: 'classification' } : { kind: 'nothing' };
  if (f.phase === 'list') return expect === 'value' ? { kind: 'value', of: f.before ?? { is: 'other' } } : { kind: 'nothing' };
  if (expect === 'value') return { kind: 'value', of: subject ?? { is: 'other' } };
  if (expect === 'operator') return { kind: 'operator', of: subject ?? { is: 'other' } };
  if (expect === 'joint') return { kind: 'joint', where: false, target: false };
  return f.phase === 'where' ? { kind: 'filter', events: f.events } : { kind: 'condition' };
}

/** The function whose parentheses are innermost, seen through plain ones. */
function frameOf(frames: readonly Frame[]): string | null {
  return frames[frames.length - 1]?.fn ?? null;
}
/** Is this `and` the one of a between? */
function between(seen: readonly Token[], at: number): boolean {
  return word(seen[at - 2]) === 'between' || (seen[at - 2]?.text === '-' && word(seen[at - 3]) === 'between');
}
