/* A programme's document and edits of it: each a new document, none judged here, which the server's check does.  What the
   form has no field for stays where it is. */
import type { Title } from '@/api/types';
import { freeSlug, list, orNone, put, replaceAt, textOf as write, readText as read, type Amount, type Gift, type Text } from '@/parts/docs/doc';

export * from '@/parts/docs/doc';

export const occasions = ['upgrade', 'birthday', 'member_day'] as const;
export type Occasion = (typeof occasions)[number];
export const pers = ['day', 'month', 'year', 'period'] as const;
export const refunds = ['none', 'full', 'by_day'] as const;
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

export const textOf = (slug: string, d: Doc): string => write('programme', slug, d);
export const readText = (text: string): Doc | null => read<Doc>(text);
