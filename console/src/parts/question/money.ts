/* Which figures are money: what the vocabulary says of the property (the dictionary's sums, in the workspace's currency),
   and what arithmetic leaves of it. Nothing is guessed from a name that the dictionary does not know. */
import type { Vocabulary } from '@/api/types';
import { eventsOf } from './selector';

interface Named { name: string; title: { zh: string; en: string } }
const called = (x: Named, word: string): boolean => x.name === word || x.title.en === word || x.title.zh === word;

/** Whether the property is money on every event of the selector that has it. */
export function isMoney(v: Vocabulary | undefined, selector: string, property: string): boolean {
  if (property.startsWith('item.')) return v?.item_fields?.some((p) => p.money && called(p, property)) ?? false;
  const words = eventsOf(selector), any = words.includes('*');
  const props = (v?.events ?? []).filter((e) => any || words.some((w) => called(e, w))).flatMap((e) => e.props).filter((p) => called(p, property));
  return props.length > 0 && props.every((p) => p.money);
}

/** A formula over figures: money when its letters leave just one money (A / B of money and people; not A / B of two sums). */
export function formulaIsMoney(formula: string, figures: readonly boolean[]): boolean {
  const words = formula.replace(/[−–]/g, '-').replace(/[×]/g, '*').match(/[A-J]|\d+(?:\.\d+)?|[-+*/()]/g) ?? [];
  let at = 0;
  /* How many moneys are multiplied; undefined: a number, which suits any; null: a sum of unlike things. */
  type Power = number | undefined | null;
  const take = (...ws: string[]): string => { const w = words[at] ?? ''; if (!ws.includes(w)) return ''; at++; return w; };
  const one = (): Power => {
    if (take('-', '+')) return one();
    if (take('(')) { const p = sum(); take(')'); return p; }
    const w = words[at++] ?? '';
    return /[A-J]/.test(w) ? Number(figures[w.charCodeAt(0) - 65] ?? false) : undefined;
  };
  const product = (): Power => {
    let p = one();
    for (let sign = take('*', '/'); sign; sign = take('*', '/')) {
      const q = one();
      p = p === null || q === null ? null : p === undefined && q === undefined ? undefined : (p ?? 0) + (sign === '*' ? 1 : -1) * (q ?? 0);
    }
    return p;
  };
  function sum(): Power {
    let p = product();
    while (take('+', '-')) { const q = product(); p = p === undefined ? q : q === undefined || q === p ? p : null; }
    return p;
  }
  return sum() === 1 && at === words.length;
}
