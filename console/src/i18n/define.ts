/* Strings live next to what shows them: each folder has a strings.ts with `defineStrings({ key: { zh, en } })`.  A key
   without one of the languages, or an unknown key, is a type error; a test compares the placeholders.

     '{name}'                 a value
     '{n|person|people}'      one of two words by the number n (English; Chinese has no plural)
     '{n} {n|person|people}'  the number and its word */
import type { Locale } from '@/api/types';

export interface Pair { readonly zh: string; readonly en: string }

type NameOf<P extends string> = P extends `${infer N}|${string}` ? N : P;
type Names<S extends string> = S extends `${string}{${infer P}}${infer R}` ? NameOf<P> | Names<R> : never;
export type ParamsOf<P> = P extends { zh: infer Z extends string; en: infer E extends string } ? Names<Z> | Names<E> : never;

export function defineStrings<const T extends Record<string, Pair>>(strings: T): T {
  return strings;
}

/** Splits a template into literal text and placeholders. */
export function parts(template: string): (string | { name: string; one?: string; many?: string })[] {
  return template.split(/(\{[^{}]+\})/).filter((s) => s !== '').map((s) => {
    if (!s.startsWith('{')) return s;
    const [name = '', one, many] = s.slice(1, -1).split('|');
    return one === undefined ? { name } : { name, one, many: many ?? one };
  });
}

export const namesIn = (template: string): string[] =>
  [...new Set(parts(template).flatMap((p) => (typeof p === 'string' ? [] : [p.name])))].sort();

export function fill<V>(template: string, params: Record<string, V>, show: (v: V) => V | string): (V | string)[] {
  return parts(template).map((p) => {
    if (typeof p === 'string') return p;
    const v = params[p.name] as V;
    if (p.one !== undefined) return Number(v) === 1 ? p.one : (p.many as string);
    return show(v);
  });
}

export const pickPair = (p: Pair, lang: Locale): string => p[lang];
