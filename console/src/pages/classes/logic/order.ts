/* In what order classes are shown, and in which colours.  A definition lists them in the order in which they are tried,
   which need not be an order to read (lifecycle tries "lost" first); rank says which is better. */
import { classColours } from '@/theme/palette';
import type { Tokens } from '@/theme/tokens';

export interface Ranked { name: string; rank: number }
/** Greater rank is better, among equals the one listed first. */
export function better(classes: readonly Ranked[], a: string, b: string): boolean {
  const i = classes.findIndex((c) => c.name === a), j = classes.findIndex((c) => c.name === b);
  const x = classes[i], y = classes[j];
  if (!x || !y) return x !== undefined;
  return x.rank !== y.rank ? x.rank > y.rank : i < j;
}

/* AIPL is read as a funnel, from the first contact on; everything else from the best class down. */
const funnels = new Set(['aipl']);

/** Names as they are shown. */
export function shownOrder(slug: string, classes: readonly Ranked[]): string[] {
  const down = classes.map((c) => c.name).sort((a, b) => (better(classes, a, b) ? -1 : 1));
  return funnels.has(slug) ? down.reverse() : down;
}

export const arrange = <T extends { name: string }>(rows: readonly T[], order: readonly string[]): T[] => {
  const at = (name: string): number => { const i = order.indexOf(name); return i < 0 ? order.length : i; };
  return [...rows].sort((a, b) => at(a.name) - at(b.name));
};

/** A ramp that is deeper the better the class; people in no class stand apart in a neutral. */
export function coloursOf(slug: string, order: readonly string[], t: Tokens): Record<string, string> {
  const ramp = classColours(order.length, 'ramp', t);
  if (!funnels.has(slug)) ramp.reverse();
  return { ...Object.fromEntries(order.map((name, i) => [name, ramp[i] as string])), none: t.border, absent: t.border };
}
