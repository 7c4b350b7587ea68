/* Completion: the vocabulary's words that fit the place (context.ts).  Titles in either language find a name; what is
   written is the name. */
import type { Completion, CompletionContext, CompletionResult } from '@codemirror/autocomplete';
import type { Title, ValueType, Vocabulary } from '@/api/types';
import type { Translate } from '@/i18n/lang';
import { propsOf } from '../builder/make';
import { contextAt, type Context, type Name } from './context';
import { aggregates, units, writeName, writeText } from './scan';
import type { strings } from './strings';

export interface Words { vocabulary: Vocabulary | undefined; t: Translate<typeof strings>; pick: (t: Title) => string; count: (n: number) => string }

const named = (name: string, title: Title, type: string, detail: string, boost: number, pick: Words['pick'], info?: string): Completion[] => {
  const shown = pick(title), write = writeName(name);
  const one = { type, boost, apply: write, detail: shown && shown !== name ? `${shown} · ${detail}` : detail, ...(info ? { info } : {}) };
  // The title is an entry of its own to match against; both write the name.
  return [{ ...one, label: name }, ...(shown && shown !== name ? [{ ...one, label: shown, detail: `${name} · ${detail}`, boost: boost - 1 }] : [])];
};
const say = (label: string, detail: string, boost = 0, apply = label): Completion => ({ label, detail, boost, apply, type: 'keyword' });

function typesOf(of: Name, v: Vocabulary): readonly ValueType[] {
  if (of.is === 'attribute') return v.attributes.find((a) => a.name === of.name)?.types ?? [];
  if (of.is === 'prop') return propsOf(v, of.events).find((p) => p.name === of.name)?.types ?? [];
  return [of.is === 'class' || of.is === 'tier' ? 'text' : 'number'];
}

export function options(c: Context, w: Words): Completion[] {
  const { vocabulary: v, t, pick } = w;
  if (!v) return [];
  const fn = (names: readonly string[], boost: number): Completion[] => v.functions.filter((f) => names.includes(f.name)).map((f) => ({ label: f.name, type: 'function', detail: t('fn'), info: `${f.name}(${f.args})\n${pick(f.help)}`, boost, apply: `${f.name}(` }));
  switch (c.kind) {
    case 'condition': return [
      ...v.attributes.flatMap((a) => named(a.name, a.title, 'property', t('attribute'), 2, pick)), ...fn(aggregates, 5), ...fn(v.functions.map((f) => f.name).filter((n) => !(aggregates as readonly string[]).includes(n)), 3), say('not', t('word'), 1, 'not '),
    ];
    case 'event': return [...[...v.events].sort((a, b) => b.rows - a.rows).flatMap((e, i) => named(e.name, e.title, 'class', `${t('event')} ${w.count(e.rows)}`, 50 - Math.min(i, 40), pick)), say('*', t('event'))];
    case 'prop': return propsOf(v, c.events).flatMap((p) => named(p.name, p.title, 'property', t('prop'), 1, pick));
    case 'filter': return [...[...propsOf(v, c.events), ...(v.item_fields ?? [])].flatMap((p) => named(p.name, p.title, 'property', t('prop'), 1, pick)), say('not', t('word'), 0, 'not ')];
    case 'operator': {
      const types = typesOf(c.of, v), ordered = types.length === 0 || types.includes('number') || types.includes('time');
      const list = ['=', '!=', ...(ordered ? ['>', '>=', '<', '<=', 'between'] : []), 'in', 'not in', ...(types.includes('text') && c.of.is !== 'class' && c.of.is !== 'tier' ? ['contains', 'not contains'] : []), ...(c.of.is === 'attribute' || c.of.is === 'prop' ? ['exists', 'not exists'] : [])];
      return list.map((o, i) => say(o, t('word'), 20 - i, o.endsWith('exists') ? `${o} ` : o.endsWith('in') ? `${o} (` : `${o} `));
    }
    case 'value': {
      if (c.of.is === 'class') { const { slug } = c.of; return [...(v.classifications.find((x) => x.slug === slug)?.classes ?? []).map((k, i) => ({ label: k.name, type: 'enum', detail: pick(k.title), apply: writeText(k.name), boost: 40 - i })), { label: 'none', type: 'enum', detail: t('className'), apply: '"none"' }]; }
      if (c.of.is === 'tier') { const { programme } = c.of; return [...(v.programmes.find((x) => x.slug === programme)?.levels ?? []).map((l, i) => ({ label: l.slug, type: 'enum', detail: pick(l.title), apply: writeText(l.slug), boost: 40 - i })), { label: 'none', type: 'enum', detail: t('level'), apply: '"none"' }]; }
      const types = typesOf(c.of, v);
      const samples = c.of.is === 'attribute' ? v.attributes.find((a) => a.name === (c.of as { name: string }).name)?.samples : c.of.is === 'prop' ? propsOf(v, c.of.events).find((p) => p.name === (c.of as { name: string }).name)?.samples : [];
      if (types.includes('bool')) return [say('true', t('value')), say('false', t('value'))];
      return (samples ?? []).map((s) => ({ label: s, type: 'constant', detail: t('value'), apply: types.includes('number') || types.includes('time') ? s : writeText(s) }));
    }
    case 'window': return ['last 7 days', 'last 30 days', 'last 90 days', 'last 365 days', 'today', 'yesterday', 'this week', 'this month', 'this year', 'previous month', 'last 4 full weeks', 'since ', 'before ', 'between '].map((s, i) => ({ ...say(s.trim(), t('window'), 20 - i, s) }));
    case 'unit': return units.filter((u) => !c.full || !['second', 'minute', 'hour'].includes(u)).map((u) => say(c.full ? u : `${u}s`, t('window'), u === 'day' ? 5 : 0)).concat(c.full ? [] : [say('full', t('window'), 1, 'full ')]);
    case 'segment': return v.segments.flatMap((s) => named(s.slug, s.title, 'namespace', t('segment'), 1, pick)).map((o) => ({ ...o, apply: writeText(v.segments.find((s) => s.slug === o.label || pick(s.title) === o.label)?.slug ?? o.label) }));
    case 'fact': { const all = c.of === 'points' ? v.currencies : c.of === 'coupons' ? v.coupons : v.programmes; return all.flatMap((x) => named(x.slug, x.title, 'namespace', t(c.of === 'points' ? 'currency' : c.of === 'coupons' ? 'coupon' : 'programme'), 1, pick).map((o) => ({ ...o, apply: writeText(x.slug) }))); }
    case 'classification': return v.classifications.map((x) => ({ label: x.slug, type: 'namespace', detail: pick(x.title), apply: writeName(x.slug) }));
    case 'joint': return c.target ? [say('where', t('word'), 3, 'where '), say('or', t('word'), 1, 'or ')] : [say('and', t('word'), 3, 'and '), say('or', t('word'), 2, 'or ')];
    case 'nothing': return [];
  }
}

/** A CodeMirror source; `words` is asked at each use, since the vocabulary arrives later than the editor.  `before` stands
 *  before the text without being in it. */
export const completeFrom = (words: () => Words, before = '') => (cx: CompletionContext): CompletionResult | null => {
  const text = cx.state.doc.toString();
  const { context, from: found, quoted } = contextAt(before + text, before.length + cx.pos);
  const from = Math.max(0, found - before.length);
  const silent = context.kind === 'joint' || context.kind === 'operator';
  if (!cx.explicit && from === cx.pos && (silent || !/[(.,，="“ ]$/.test(before + text.slice(0, cx.pos)))) return null;
  const list = options(context, words());
  if (list.length === 0) return null;
  if (!quoted) return { from, options: list, validFor: /^[\p{L}\p{N}_]*$/u };
  // Within quotes the quotes already there are replaced with the value.
  const open = text[from] ?? '"';
  return { from, options: list.map((o) => ({ ...o, label: `${open}${o.label}`, displayLabel: o.label })), validFor: /^["“'`][^"”'`]*$/u };
};
