/* Where in the text the problem is, as far as it can be said: a problem speaks of names and values (`about`), and those
   that stand in the text are marked.  What is missing cannot be. */
import type { DeadLetter } from '@/api/types';
import type { Line } from '@/parts/json/pretty';

/** Findings of a tracking plan: "amount missing, channel value" is of amount and channel. */
const ofPlan = (finding: string): string[] => finding.split(',').map((s) => s.trim().split(/\s+/)[0] ?? '').filter((s) => s !== '');

export function wordsOf(letter: Pick<DeadLetter, 'problem' | 'about'>): string[] {
  const [first = '', second = ''] = letter.about ?? [];
  if (letter.problem.code === 'collect_plan') return second === 'unknown event' ? [first] : ofPlan(second);
  // Several names at once ("user_id, anonymous_id"), or one of them.
  return [first, ...first.split(/[,，、]|\s+or\s+/).map((s) => s.trim())].filter((s, i, all) => s !== '' && all.indexOf(s) === i);
}

/** Is this line one that the problem speaks of? */
export function markOf(words: readonly string[]): (l: Line) => boolean {
  const names = new Set(words.flatMap((w) => [w, w.slice(w.lastIndexOf('.') + 1)]));
  return (l) => (l.key !== null && names.has(l.key)) || (l.value !== null && l.value.startsWith('"') && words.includes(l.value.slice(1, -1)));
}
