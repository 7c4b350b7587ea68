/* What is edited: one expression, seen as rows or as text.  `from` says which of the two was written last; the other
   one is made of it by the server. */
import type { SegmentFull, Title } from '@/api/types';
import { emptyRoot, type Group } from '@/parts/builder/tree';
import { givenParameters, parametersOf, sameParameters, type Parameters } from './parameters';

export interface Doc {
  title: Title;
  /** Both empty: none. */
  description: Title;
  /** When entries and exits are recorded (update.ts). */
  update: string;
  /** Entries and exits become events of the log too. */
  events: boolean;
  /** By name; also of names that are gone from the rule, in case they come back. */
  parameters: Parameters;
  from: 'rules' | 'code';
  text: string;
  /** null: not parsed yet, or the text has an error. */
  root: Group | null;
}

export const EVERYONE = 'true';
export const newDoc = (expression: string): Doc => ({
  title: { zh: '', en: '' }, description: { zh: '', en: '' }, update: 'live', events: false, parameters: {}, text: expression || EVERYONE, from: expression ? 'code' : 'rules', root: expression ? null : emptyRoot(),
});
type Kept = Pick<SegmentFull, 'title' | 'description' | 'expression' | 'parameters' | 'update' | 'events'>;

export const docOf = (s: Kept): Doc => ({
  title: s.title, description: s.description ?? { zh: '', en: '' }, update: s.update, events: s.events, parameters: parametersOf(s.parameters), text: s.expression, from: 'code', root: null,
});

/** Would saving change anything? */
export const differs = (d: Doc, saved: Kept | null): boolean =>
  saved === null
    ? d.text.trim() !== EVERYONE || d.title.zh.trim() !== '' || d.title.en.trim() !== '' || (d.root?.items.length ?? 0) > 0
    : d.update !== saved.update || d.events !== saved.events || !sameParameters(d.parameters, parametersOf(saved.parameters), d.text) || d.text.trim() !== saved.expression.trim() || d.title.zh !== saved.title.zh || d.title.en !== saved.title.en || d.description.zh !== (saved.description?.zh ?? '') || d.description.en !== (saved.description?.en ?? '');

/** Both languages for the server: a missing one is the other one. */
export const fullTitle = (t: Title): Title => ({ zh: t.zh.trim() || t.en.trim(), en: t.en.trim() || t.zh.trim() });
/** Description, update and the parameters of `text` for the server; what is as usual is not written. */
export function given({ description, update, events, parameters }: Pick<Doc, 'description' | 'update' | 'events' | 'parameters'>, text: string): { description?: string | Title; update?: string; events?: boolean } & ReturnType<typeof givenParameters> {
  const d = fullTitle(description);
  return { ...givenParameters(parameters, text), ...(d.zh === '' ? {} : { description: d.zh === d.en ? d.zh : d }), ...(update === 'live' ? {} : { update }), ...(events ? { events } : {}) };
}
