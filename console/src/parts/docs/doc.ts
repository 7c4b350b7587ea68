/* Documents as they are edited: each edit a new document, none judged here, which the server's check does.  What a form has no
   field for stays where it is. */
import type { Locale, Title } from '@/api/types';
import { retold } from '@/i18n/format';

export type Amount = number | string;
export type Text = string | Partial<Title>;
/** What is given on one occasion: points or coupons. */
export interface Gift { coupon?: string; count?: Amount; points?: Amount; currency?: string; draw?: string; turns?: Amount }

/** Without the fields that are undefined: what is not said is not in the document. */
export function put<T extends object>(o: T, patch: { [K in keyof T]?: T[K] | undefined }): T {
  const next: Record<string, unknown> = { ...o, ...patch };
  for (const k of Object.keys(patch)) if (next[k] === undefined) delete next[k];
  return next as T;
}
export const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
export const list = <T>(v: readonly T[] | undefined): readonly T[] => (Array.isArray(v) ? v : []);
export const replaceAt = <T>(all: readonly T[], i: number, v: T): T[] => all.map((x, k) => (k === i ? v : x));
export const without = <T>(all: readonly T[], i: number): T[] => all.filter((_, k) => k !== i);
export const orNone = <T>(all: T[]): T[] | undefined => (all.length ? all : undefined);
export function moved<T>(all: readonly T[], i: number, by: -1 | 1): T[] {
  const next = [...all], j = i + by;
  if (j < 0 || j >= all.length) return next;
  [next[i], next[j]] = [next[j] as T, next[i] as T];
  return next;
}

/** Both languages of a text that may be one for both. */
export const titleOf = (v: Text | undefined, otherwise = ''): Title =>
  typeof v === 'string' ? { zh: v, en: v } : { zh: v?.zh ?? v?.en ?? otherwise, en: v?.en ?? v?.zh ?? otherwise };
/** One language anew; where both were the same, both. */
export function told(v: Text | undefined, lang: Locale, text: string): Text | undefined {
  const t = retold(titleOf(v), lang, text);
  return t.zh === '' && t.en === '' ? undefined : t;
}

/** A decimal as the document keeps it: a number, or the text as typed for the server to judge; nothing when empty. */
export const amount = (s: string): Amount | undefined => {
  const v = s.replace(/[,，\s]/g, '');
  return v === '' ? undefined : /^-?\d+(\.\d+)?$/.test(v) && String(Number(v)) === v ? Number(v) : v;
};
export const shown = (v: Amount | undefined): string => (v === undefined ? '' : String(v));

/** A slug that none of them has: level_3, service_1. */
export function freeSlug(all: readonly { slug: string }[], base: string): string {
  const taken = new Set(all.map((x) => x.slug));
  let n = all.length + 1;
  while (taken.has(`${base}_${n}`)) n++;
  return `${base}_${n}`;
}

/* ---- as text ---- */

/** What the server checks and the code view shows: one value a line, so that a line names its field. */
export const textOf = (kind: string, slug: string, d: object): string => JSON.stringify({ kind, slug, ...d }, null, 2);

/** The document of a text; null when it is no JSON object (the server says where). `kind` and `slug` are not its own. */
export function readText<D extends object>(text: string): D | null {
  try {
    const v: unknown = JSON.parse(text);
    if (typeof v !== 'object' || v === null || Array.isArray(v)) return null;
    const { kind: _k, slug: _s, ...rest } = v as Record<string, unknown>;
    return rest as D;
  } catch { return null; }
}

/** Path of each line of textOf's text: line 7 → levels.1.growth. Strings of the text have no line breaks. */
export function pathsByLine(text: string): string[] {
  const out: string[] = [], stack: { key: string; next: number | null }[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim(), closes = /^[\]}]/.test(line);
    if (closes) stack.pop();
    const top = stack[stack.length - 1];
    const key = /^"((?:[^"\\]|\\.)*)": /.exec(line)?.[1];
    const own = closes ? null : key ?? (top && top.next !== null ? String(top.next++) : null);
    const path = [...stack.map((s) => s.key), ...(own === null ? [] : [own])].filter((x) => x !== '');
    out.push(path.join('.'));
    if (/[[{]$/.test(line)) stack.push({ key: own ?? '', next: line.endsWith('[') ? 0 : null });
  }
  return out;
}
