/* How a group of an answer is called. */
import type { Vocabulary } from '@/api/types';
import type { Translate } from '@/i18n/lang';
import type { Breakdown } from './breakdown';
import type { strings } from './strings';

export interface GroupLike { kind: 'all' | 'value' | 'other'; label: string | null; /** Of the item or category whose id the label is. */ name?: string }

export function groupName(g: GroupLike, by: Breakdown | undefined, v: Vocabulary | undefined, pick: (t: { zh: string; en: string }) => string, t: Translate<typeof strings>): string {
  if (g.kind !== 'value') return t(g.kind);
  if (g.label === null) return t('withoutValue');
  if (g.name && g.name !== g.label) return `${g.name} (${g.label})`;
  if (by?.class) {
    const k = v?.classifications.find((c) => c.slug === by.class)?.classes.find((c) => c.name === g.label);
    if (k) return pick(k.title) || k.name;
    if (g.label === 'none') return t('noClass');
  }
  if (by?.segment || by?.expression) { if (g.label === 'true') return t('yes'); if (g.label === 'false') return t('no'); }
  return g.label;
}
/** Tells groups of an answer apart. */
export const groupKey = (g: GroupLike): string => `${g.kind}:${g.label === null ? '' : JSON.stringify(g.label)}`;
/** What a cell of a group is asked with. */
export const groupCell = (g: GroupLike): { group?: string | null; other?: true } => (g.kind === 'all' ? {} : g.kind === 'other' ? { other: true } : { group: g.label });
/** In what a breakdown is, in words: the title of the property, the class, … */
export function breakdownName(by: Breakdown, v: Vocabulary | undefined, pick: (t: { zh: string; en: string }) => string): string {
  const of = (title: { zh: string; en: string } | undefined, name: string) => (title && pick(title)) || name;
  if (by.property) return of([...(v?.events.flatMap((e) => e.props) ?? []), ...(v?.item_fields ?? [])].find((p) => p.name === by.property)?.title, by.property);
  if (by.attribute) return of(v?.attributes.find((a) => a.name === by.attribute)?.title, by.attribute);
  if (by.class) return of(v?.classifications.find((c) => c.slug === by.class)?.title, by.class);
  if (by.segment) return of(v?.segments.find((s) => s.slug === by.segment)?.title, by.segment);
  return by.expression ?? '';
}
