/* What the word under the pointer is: the entry that completion would offer there, from the same tables. */
import type { Completion } from '@codemirror/autocomplete';
import { hoverTooltip } from '@codemirror/view';
import { options, type Words } from './complete';
import { contextAt } from './context';
import { scan, writeName, writeText } from './scan';

export interface Meaning { from: number; to: number; name: string; detail: string; info: string }

/** null: between words, a keyword, a number, or a name that is not known. */
export function meaningAt(text: string, pos: number, words: Words, before = ''): Meaning | null {
  const whole = before + text, at = before.length + pos;
  const token = scan(whole).find((t) => t.from <= at && at <= t.to && (t.kind === 'word' || t.kind === 'quoted' || t.kind === 'string'));
  if (!token || token.from < before.length) return null;
  const { context } = contextAt(whole.slice(0, token.from), token.from);
  const writes = [token.text, writeName(token.value), `${token.value}(`, writeText(token.value)];
  const called = token.kind === 'string' ? [token.value] : [token.value, token.value.toLowerCase()];
  const fits = (o: Completion) => called.includes(o.label) || (typeof o.apply === 'string' && writes.includes(o.apply));
  // The first of two entries of one name is the one by its title.
  const found = options(context, words).filter((o) => o.type !== 'keyword' && o.type !== 'constant').find(fits);
  return found ? { from: token.from - before.length, to: token.to - before.length, name: found.label, detail: found.detail ?? '', info: typeof found.info === 'string' ? found.info : '' } : null;
}

export const hoverFrom = (words: () => Words, before = '') => hoverTooltip((view, pos) => {
  const m = meaningAt(view.state.doc.toString(), pos, words(), before);
  if (m === null) return null;
  return { pos: m.from, end: m.to, above: true, create: () => {
    const dom = document.createElement('div');
    dom.className = 'code-meaning';
    const head = dom.appendChild(document.createElement('div'));
    head.appendChild(document.createElement('strong')).textContent = m.name;
    head.append(` ${m.detail}`);
    for (const line of m.info === '' ? [] : m.info.split('\n')) dom.appendChild(document.createElement('div')).textContent = line;
    return { dom };
  } };
}, { hoverTime: 300 });
