/* Event selectors, the text that stands in the brackets of a count: `product_viewed or product_added where amount > 100`.
   Read here, not by the server, because a form must stand as soon as its text does; what this does not understand is left
   as text, and the server has the last word on both. */
import type { BuilderFilter, BuilderOp, ValueType, Vocabulary } from '@/api/types';
import { testComplete } from '@/parts/builder/tree';
import { reserved, scan, writeName, writeText, type Token } from '@/parts/code/scan';

export interface SelectorForm { events: string[]; where: BuilderFilter[] }

const isReserved = new Set<string>(reserved);
const compares = new Set(['=', '!=', '<', '<=', '>', '>=']);
const signs: Record<string, string> = { '≤': '<=', '≥': '>=', '≠': '!=' };

/** Words of the selector, one after the other. */
class Reader {
  private at = 0;
  constructor(private readonly all: readonly Token[]) {}
  get done(): boolean { return this.at >= this.all.length; }
  get next(): Token | undefined { return this.all[this.at]; }
  word(): string { return this.next?.kind === 'word' ? this.next.value.toLowerCase() : ''; }
  takeWord(w: string): boolean { if (this.word() !== w) return false; this.at++; return true; }
  takeKind(k: Token['kind']): Token | null { const t = this.next; if (t?.kind !== k) return null; this.at++; return t; }
  name(): string | null {
    const t = this.next;
    if (t?.kind === 'quoted' ? t.unclosed : t?.kind !== 'word' || isReserved.has(t.value.toLowerCase())) return null;
    this.at++;
    return t?.value ?? null;
  }
  star(): boolean { if (this.next?.kind !== 'operator' || this.next.value !== '*') return false; this.at++; return true; }
  literal(): { type: ValueType; value: string } | null {
    const t = this.next;
    if (t === undefined) return null;
    if (t.kind === 'operator' && t.value === '-') {
      const n = this.all[this.at + 1];
      if (n?.kind !== 'number') return null;
      this.at += 2;
      return { type: 'number', value: `-${n.value}` };
    }
    const w = this.word();
    const type = t.kind === 'string' && !t.unclosed ? 'text' : t.kind === 'number' ? 'number' : t.kind === 'date' ? 'time' : w === 'true' || w === 'false' ? 'bool' : null;
    if (type === null || (t.kind === 'string' && [...t.text.matchAll(/\\(.)/g)].some((m) => !`"'\\`.includes(m[1] as string)))) return null;
    this.at++;
    return { type, value: type === 'bool' ? w : t.value };
  }
}

function filter(r: Reader): BuilderFilter | null {
  const prop = r.name();
  if (prop === null) return null;
  const one = (op: BuilderOp): BuilderFilter | null => { const v = r.literal(); return v && { prop, op, type: v.type, values: [v.value] }; };
  const sign = r.takeKind('operator');
  if (sign) { const op = signs[sign.value] ?? sign.value; return compares.has(op) ? one(op as BuilderOp) : null; }
  const not = r.takeWord('not') ? 'not ' : '';
  if (r.takeWord('exists')) return { prop, op: `${not}exists` as BuilderOp, type: 'text', values: [] };
  if (r.takeWord('contains')) { const f = one(`${not}contains` as BuilderOp); return f?.type === 'text' ? f : null; }
  if (r.takeWord('between') && not === '') {
    const a = r.literal(), b = r.takeWord('and') ? r.literal() : null;
    return a && b?.type === a.type ? { prop, op: 'between', type: a.type, values: [a.value, b.value] } : null;
  }
  if (!r.takeWord('in') || !r.takeKind('open')) return null;
  const list = [r.literal()];
  while (r.takeKind('comma')) list.push(r.literal());
  const [first] = list;
  if (!first || !r.takeKind('close') || list.some((v) => v?.type !== first.type)) return null;
  return { prop, op: `${not}in` as BuilderOp, type: first.type, values: list.map((v) => v?.value ?? '') };
}

/** The form of a selector; null when there is more in it than the form can show. No text is the empty form. */
export function readSelector(text: string): SelectorForm | null {
  const all = scan(text);
  if (all.length === 0) return { events: [], where: [] };
  if (all.some((t) => t.kind === 'comment')) return null;
  const r = new Reader(all);
  const events: string[] = [];
  do {
    const name = r.star() ? '*' : r.name();
    if (name === null) return null;
    events.push(name);
  } while (r.takeWord('or'));
  if (events.length > 1 && events.includes('*')) return null;
  if (r.done) return { events, where: [] };
  if (!r.takeWord('where')) return null;
  const where: BuilderFilter[] = [];
  do {
    const f = filter(r);
    if (f === null) return null;
    where.push(f);
  } while (r.takeWord('and'));
  return r.done ? { events, where } : null;
}

const literal = (type: ValueType, v: string): string => (type === 'text' ? writeText(v) : v.trim());
export const filterComplete = (f: BuilderFilter): boolean => f.prop.trim() !== '' && testComplete(f);

function writeFilter(f: BuilderFilter): string {
  const v = f.values.map((x) => literal(f.op.endsWith('contains') ? 'text' : f.type, x)), name = writeName(f.prop);
  switch (f.op) {
    case 'exists': case 'not exists': return `${name} ${f.op}`;
    case 'in': case 'not in': return `${name} ${f.op} (${v.join(', ')})`;
    case 'between': return `${name} between ${v[0]} and ${v[1]}`;
    default: return `${name} ${f.op} ${v[0]}`;
  }
}

/** Its text; conditions that are not filled in are left out, and without an event there is none. */
export function writeSelector(f: SelectorForm): string {
  if (f.events.length === 0) return '';
  const where = f.where.filter(filterComplete);
  return `${f.events.map((e) => (e === '*' ? '*' : writeName(e))).join(' or ')}${where.length > 0 ? ` where ${where.map(writeFilter).join(' and ')}` : ''}`;
}

/** What a value is says enough where it is that value; any other test names the property. */
function filterTitle(w: BuilderFilter, prop: string): string {
  if ((w.op === '=' || w.op === 'in') && w.type === 'text') return w.values.join('、');
  return w.op === 'between' ? `${prop} ${w.values[0]} – ${w.values[1]}` : `${prop} ${w.op} ${w.values.join('、')}`.trim();
}

/** In words: the titles of the events, and the conditions in brackets. Text the form cannot show is its own title. */
export function selectorTitle(text: string, v: Vocabulary | undefined, pick: (t: { zh: string; en: string }) => string, anything: string): string {
  const f = readSelector(text);
  if (f === null) return text;
  const names = f.events.map((e) => (e === '*' ? anything : pick(v?.events.find((x) => x.name === e)?.title ?? { zh: e, en: e }) || e)).join(' / ');
  const props = (v?.events ?? []).filter((e) => f.events.includes(e.name)).flatMap((e) => e.props);
  const told = f.where.filter(filterComplete).map((w) => filterTitle(w, pick(props.find((p) => p.name === w.prop)?.title ?? { zh: w.prop, en: w.prop }) || w.prop)).join(' · ');
  return told ? `${names} (${told})` : names;
}
/** The events a selector speaks of, for what they have in common: their properties. */
export const eventsOf = (text: string): string[] => readSelector(text)?.events ?? scan(text).filter((t) => t.kind === 'word' || t.kind === 'quoted').map((t) => t.value);
