import { useCallback } from 'react';
import { useStrings } from '@/i18n/lang';
import { inClass, movedRule, shortDay } from '../logic/rule';
import { strings } from '../strings';
import type { Model } from '../useModel';
import type { Span } from '../useSpan';

export interface Behind { expression: string; title: string }

/** The people behind every number of a flow: expression and title of the drawer.  A period that ends now is asked as of the
 *  question's own moment; any other names both days. */
export function useMove(model: Model, span: Span) {
  const t = useStrings(strings);
  const { slug, title, nameOf } = model, { start, to, live } = span;
  const end = live ? null : to;
  const days = useCallback(() => ({ start: shortDay(start, to), end: live ? t('endNow') : shortDay(to, start) }), [t, start, to, live]);
  const move = useCallback((from: string, target: string): Behind => ({
    expression: movedRule(slug, start, [from], end, [target]), title: t('moveTitle', { title, from: nameOf(from), to: nameOf(target), ...days() }) }), [slug, start, end, title, nameOf, t, days]);
  /** A column of the identity: from these classes to those; null = whatever class. */
  const part = useCallback((name: string, word: string, from: readonly string[] | null, target: readonly string[] | null): Behind => ({
    expression: from === null ? inClass(slug, target ?? [], end) : target === null ? inClass(slug, from, start) : movedRule(slug, start, from, end, target),
    title: t('partTitle', { title, name: nameOf(name), part: word, ...days() }) }), [slug, start, end, title, nameOf, t, days]);
  return { move, part, days };
}
export type Mover = ReturnType<typeof useMove>;
