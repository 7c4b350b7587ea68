/* A programme's document and edits of it: each a new document, none judged here, which the server's check does.  What the
   form has no field for stays where it is. */
import type { Locale, Title } from '@/api/types';
import { retold } from '@/i18n/format';

export type Amount = number | string;
export type Text = string | Partial<Title>;
export const occasions = ['upgrade', 'birthday', 'member_day'] as const;
export type Occasion = (typeof occasions)[number];
export const pers = ['day', 'month', 'year', 'period'] as const;
export const refunds = ['none', 'full', 'by_day'] as const;
export interface Gift { coupon?: string; count?: Amount; points?: Amount; currency?: string; draw?: string; turns?: Amount }
export interface Service { slug: string; title?: Text; quota?: Amount; per?: (typeof pers)[number]; promise?: Text }
export interface Benefits { points?: Amount; texts?: Text[]; services?: Service[] }
export interface Level { slug: string; title?: Text; growth?: Amount; keep?: Amount; when?: string | boolean; benefits?: Benefits; gifts?: Partial<Record<Occasion, Gift[]>> }
export interface Plan { slug: string; title?: Text; price?: Amount; months?: Amount; days?: Amount; trial_days?: Amount; grace_days?: Amount; refund?: (typeof refunds)[number] }
export interface Enrol { on: string; source?: string; source_from?: string }
export interface Pack { slug: string; title?: Text; sources?: string[]; when?: string | boolean; gifts?: Gift[] }
export type Join = 'open' | 'paid' | { when?: string | boolean };
export type Period = 'lifetime' | 'year' | { rolling: Amount } | { from_upgrade: Amount };
export interface Doc {
  title?: Text; join?: Join; growth?: string; period?: Period; counts?: 'period' | 'lifetime'; downgrade?: { to?: 'reached' | 'one_level'; grace_days?: Amount };
  member_day?: { month: Amount } | { week: Amount }; birthday?: string; levels?: Level[]; plans?: Plan[]; enrol?: Enrol[]; welcome?: Pack[];
}

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

export const joinKind = (j: Join | undefined): 'open' | 'paid' | 'rule' => (j === 'paid' ? 'paid' : typeof j === 'object' && j !== null ? 'rule' : 'open');
export const joinWhen = (j: Join | undefined): string => (typeof j === 'object' && j !== null ? String(j.when ?? '') : '');
export const periodKind = (p: Period | undefined): 'lifetime' | 'year' | 'rolling' | 'from_upgrade' => (p === 'year' ? 'year' : typeof p === 'object' && p !== null ? ('rolling' in p ? 'rolling' : 'from_upgrade') : 'lifetime');
export const periodMonths = (p: Period | undefined): Amount => (typeof p === 'object' && p !== null ? Object.values(p)[0] ?? 12 : 12);
export const periodOf = (kind: ReturnType<typeof periodKind>, months: Amount): Period | undefined =>
  kind === 'lifetime' ? undefined : kind === 'year' ? 'year' : kind === 'rolling' ? { rolling: months } : { from_upgrade: months };

/** Plans are of paid programmes only, levels by growth of those that count one. */
export function setJoin(d: Doc, kind: 'open' | 'paid' | 'rule'): Doc {
  const join: Join | undefined = kind === 'open' ? undefined : kind === 'paid' ? 'paid' : { when: joinWhen(d.join) || 'did(order_completed)' };
  return put(d, { join, ...(kind === 'paid' ? { enrol: undefined } : {}), plans: kind === 'paid' ? (list(d.plans).length ? d.plans : [{ slug: 'month', price: 30, months: 1 }]) : undefined });
}

/** A slug that none of them has: level_3, service_1. */
export function freeSlug(all: readonly { slug: string }[], base: string): string {
  const taken = new Set(all.map((x) => x.slug));
  let n = all.length + 1;
  while (taken.has(`${base}_${n}`)) n++;
  return `${base}_${n}`;
}

/** A level above the others, a little harder to reach than the highest. */
export function addLevel(d: Doc, title: Title): Doc {
  const levels = list(d.levels);
  const top = levels.map((l) => Number(l.growth ?? 0)).reduce((a, b) => Math.max(a, b), 0);
  const level: Level = { slug: freeSlug(levels, 'level'), title };
  if (d.growth && levels.length > 0) level.growth = top > 0 ? top * 2 : 1000;
  return { ...d, levels: [...levels, level] };
}

export const setLevel = (d: Doc, i: number, level: Level): Doc => ({ ...d, levels: replaceAt(list(d.levels), i, level) });

/** The gifts of an occasion; an empty list is none, and no gifts at all no field. */
export function setGifts(l: Level, o: Occasion, gifts: Gift[]): Level {
  const next = put(l.gifts ?? {}, { [o]: orNone(gifts) });
  return put(l, { gifts: Object.keys(next).length ? next : undefined });
}
export function setBenefits(l: Level, patch: { [K in keyof Benefits]?: Benefits[K] | undefined }): Level {
  const next = put(l.benefits ?? {}, patch);
  return put(l, { benefits: Object.keys(next).length ? next : undefined });
}

/* ---- as text ---- */

/** What the server checks and the code view shows: one value a line, so that a line names its field. */
export const textOf = (slug: string, d: Doc): string => JSON.stringify({ kind: 'programme', slug, ...d }, null, 2);

/** The document of a text; null when it is no JSON object (the server says where). `kind` and `slug` are not its own. */
export function readText(text: string): Doc | null {
  try {
    const v: unknown = JSON.parse(text);
    if (typeof v !== 'object' || v === null || Array.isArray(v)) return null;
    const { kind: _k, slug: _s, ...rest } = v as Record<string, unknown>;
    return rest as Doc;
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
