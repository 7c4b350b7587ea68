/* Edits of a classification's document, each a new document; nothing here judges it, the server's preview does. */
import type { Locale, Title } from '@/api/types';
import { retold } from '@/i18n/format';

export type Method = 'quantile' | 'mean' | 'median' | 'fixed';
export interface ScoreDoc { of: string; by: Method; bins?: number; descending?: boolean; thresholds?: (number | string)[] }
export interface ReferenceDoc { of: string; by: 'mean' | 'median' | 'fixed'; value?: number | string }
export interface ClassDoc { name: string; title?: Title; when: string; rank?: number }
export interface Doc {
  kind: string; slug: string; title: Title; description?: string | Title; measures?: Record<string, string>; population?: string;
  scores?: Record<string, ScoreDoc>; references?: Record<string, ReferenceDoc>; classes: ClassDoc[];
}

export const docOf = (doc: Record<string, unknown>): Doc => structuredClone(doc) as unknown as Doc;
export const same = (a: Doc, b: Doc): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What a document says about itself in both languages; one text stands for both. */
export const descriptionOf = (d: Doc): Title => (typeof d.description === 'object' ? d.description : { zh: d.description ?? '', en: d.description ?? '' });
export function setDescription(d: Doc, lang: Locale, text: string): Doc {
  const { description: _, ...rest } = d;
  const next = retold(descriptionOf(d), lang, text);
  if (next.zh === next.en) return next.zh === '' ? rest : { ...d, description: next.zh };
  return { ...d, description: next };
}

/** A decimal as the document keeps it: a number, or the text as typed for the server to judge. */
export const decimalOf = (s: string): number | string => (/^-?\d+(\.\d+)?$/.test(s.trim()) && String(Number(s)) === s.trim() ? Number(s) : s.trim());

export const setMeasure = (d: Doc, name: string, expression: string): Doc => ({ ...d, measures: { ...d.measures, [name]: expression } });

/** Another method keeps only what it understands.  Fixed thresholds begin as those in force; they include their value
 *  where computed ones do not, so those of whole numbers move by one and nobody changes class. */
export function setMethod(d: Doc, name: string, by: Method, inForce: readonly string[], whole: boolean): Doc {
  const old = d.scores?.[name];
  if (!old) return d;
  const base: ScoreDoc = { of: old.of, by, ...(old.descending ? { descending: true } : {}) };
  if (by === 'quantile') base.bins = old.bins ?? (old.thresholds ? old.thresholds.length + 1 : 5);
  const step = !whole || old.by === 'fixed' ? 0 : old.descending ? -1 : 1;
  if (by === 'fixed') base.thresholds = [...new Set(inForce)].map((t) => Number(t) + step).sort((a, b) => a - b);
  return { ...d, scores: { ...d.scores, [name]: base } };
}
export function setScore(d: Doc, name: string, patch: Partial<ScoreDoc>): Doc {
  const old = d.scores?.[name];
  if (!old) return d;
  const next = { ...old, ...patch };
  if (!next.descending) delete next.descending;
  return { ...d, scores: { ...d.scores, [name]: next } };
}
export function setReference(d: Doc, name: string, by: ReferenceDoc['by'], value?: number | string): Doc {
  const old = d.references?.[name];
  if (!old) return d;
  return { ...d, references: { ...d.references, [name]: { of: old.of, by, ...(by === 'fixed' ? { value: value ?? old.value ?? 0 } : {}) } } };
}

export const setClass = (d: Doc, i: number, patch: Partial<ClassDoc>): Doc => ({ ...d, classes: d.classes.map((c, k) => (k === i ? { ...c, ...patch } : c)) });
export const removeClass = (d: Doc, i: number): Doc => ({ ...d, classes: d.classes.filter((_, k) => k !== i) });
export function moveClass(d: Doc, i: number, by: -1 | 1): Doc {
  const j = i + by, classes = [...d.classes];
  if (j < 0 || j >= classes.length) return d;
  [classes[i], classes[j]] = [classes[j] as ClassDoc, classes[i] as ClassDoc];
  return { ...d, classes };
}
/** A class with a name nobody has, at the end, where it catches only who is in no class so far. */
export function addClass(d: Doc, title: Title): Doc {
  const taken = new Set(d.classes.map((c) => c.name));
  let n = d.classes.length + 1;
  while (taken.has(`class_${n}`)) n++;
  const ranked = d.classes.some((c) => c.rank !== undefined);
  return { ...d, classes: [...d.classes, { name: `class_${n}`, title, when: 'did(order_completed)', ...(ranked ? { rank: 0 } : {}) }] };
}

/* ---- windows ---- */

export interface Window { text: string; n: number; unit: string; where: string[] }
const window = /("(?:[^"\\]|\\.)*")|\blast (\d+) (minute|hour|day|week|month|quarter|year)s?\b/g;

function eachRule(d: Doc, see: (where: string, text: string) => string): Doc {
  const next = { ...d };
  if (d.measures) next.measures = Object.fromEntries(Object.entries(d.measures).map(([k, v]) => [k, see(k, v)]));
  if (d.population) next.population = see('population', d.population);
  next.classes = d.classes.map((c) => ({ ...c, when: see(c.name, c.when) }));
  return next;
}
/** The rolling windows of all rules, each once, with where it stands. */
export function windows(d: Doc): Window[] {
  const found = new Map<string, Window>();
  eachRule(d, (where, text) => {
    for (const m of text.matchAll(window)) {
      if (m[1]) continue;
      const key = `${m[2]} ${m[3]}`, w = found.get(key) ?? { text: m[0], n: Number(m[2]), unit: m[3] as string, where: [] };
      if (!w.where.includes(where)) w.where.push(where);
      found.set(key, w);
    }
    return text;
  });
  return [...found.values()];
}
/** Every window of that length becomes one of n; texts in quotes stay. */
export const setWindow = (d: Doc, old: Pick<Window, 'n' | 'unit'>, n: number): Doc =>
  eachRule(d, (_, text) => text.replace(window, (all, quote: string | undefined, had: string, unit: string) =>
    (quote || Number(had) !== old.n || unit !== old.unit ? all : `last ${n} ${unit}${n === 1 ? '' : 's'}`)));

/* ---- copies ---- */

export const copyOf = (d: Doc, slug: string, title: Title): Doc => ({ ...structuredClone(d), slug, title });

/** Which field of the form a place names: /doc/classes/2/when → classes.2.when */
export const fieldOf = (source: string): string => source.replace(/^\/doc\/?/, '').replace(/~1/g, '/').replace(/~0/g, '~').split('/').join('.');
