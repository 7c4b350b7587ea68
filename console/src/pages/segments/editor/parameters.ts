/* Parameters of a rule: every $name it holds has a type and a default, which count while it is edited and whenever nobody
   gives another value (docs/LANGUAGE.md). */
import type { SegmentParameter } from '@/api/types';
import { scan } from '@/parts/code/scan';

export const types = ['number', 'text', 'time', 'bool'] as const;
export type ParameterType = (typeof types)[number];
/** As typed in; it may not be a value yet. */
export interface Parameter { type: ParameterType; value: string }
export type Parameters = Readonly<Record<string, Parameter>>;

/** The names in a text, in the order they first stand there. */
export const namesIn = (text: string): string[] => [...new Set(scan(text).flatMap((t) => (t.kind === 'parameter' ? [t.value] : [])))];

const beforeDate = /\b(since|before|as of|between(?: \S+ and)?)$/i;
/** After `since`, `as of` and the like a name is a date; elsewhere a number until told otherwise. */
export function guess(text: string, name: string): ParameterType {
  const tokens = scan(text), at = tokens.findIndex((t) => t.kind === 'parameter' && t.value === name);
  return beforeDate.test(tokens.slice(Math.max(0, at - 3), Math.max(0, at)).map((t) => t.text).join(' ')) ? 'time' : 'number';
}

export const valueOk = ({ type, value }: Parameter): boolean =>
  type === 'text' || (type === 'bool' ? value === 'true' || value === 'false'
    : type === 'number' ? /^-?\d+(\.\d+)?$/.test(value) : /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?)?$/.test(value));

/** For the server: the default as text says every type exactly. */
const told = (p: Parameter): SegmentParameter => ({ type: p.type, default: p.type === 'bool' ? p.value === 'true' : p.value });

/** Those that have a value; of `text`, if given, only the ones that stand in it. */
export function givenParameters(all: Parameters, text?: string): { parameters?: Record<string, SegmentParameter> } {
  const names = text === undefined ? Object.keys(all) : namesIn(text);
  const entries = names.flatMap((n) => { const p = all[n]; return p && valueOk(p) ? [[n, told(p)] as const] : []; });
  return entries.length ? { parameters: Object.fromEntries(entries) } : {};
}

export const parametersOf = (saved: Record<string, SegmentParameter> | undefined): Parameters =>
  Object.fromEntries(Object.entries(saved ?? {}).map(([n, p]) => [n, { type: p.type, value: String(p.default) }]));

export const sameParameters = (a: Parameters, b: Parameters, text: string): boolean =>
  namesIn(text).every((n) => a[n]?.type === b[n]?.type && a[n]?.value === b[n]?.value);
