/* Which row has which count.  The server counts the clauses of the expression, whose text has the fewest parentheses:
   groups within groups of the same kind are flat there and single ones are gone.  Walking both trees with the same
   rules gives each row and group of the form its clause. */
import type { Clause } from '@/api/types';
import { complete, isGroup, type Group, type Node } from './tree';

/** The children a group has once the text is canonical. */
function flat(g: Group): Node[] {
  return g.items.flatMap((n) => {
    if (!isGroup(n) || n.not) return [n];
    return n.items.length === 1 || n.op === g.op ? flat(n) : [n];
  });
}

export function clausesById(root: Group, counted: Clause | null): ReadonlyMap<string, Clause> {
  const found = new Map<string, Clause>();
  const whole = complete(root);
  const visit = (n: Node, c: Clause | undefined): void => {
    if (!c) return;
    if (!found.has(n.id)) found.set(n.id, c);
    if (!isGroup(n)) return;
    if (n.not) return visit({ ...n, id: `${n.id}!`, not: false }, c.kind === 'not' ? c.children[0] : undefined);
    const items = flat(n);
    if (items.length === 1) return visit(items[0] as Node, c);
    if (c.kind === n.op && c.children.length === items.length) items.forEach((x, i) => visit(x, c.children[i]));
  };
  if (whole && counted) visit(whole, counted);
  return found;
}

export interface Step { id: string; number: number; clause: Clause }
/** The steps of the waterfall: the root's conditions in order. */
export function steps(counted: Clause | null): Clause[] {
  if (!counted) return [];
  return counted.kind === 'and' || counted.kind === 'or' ? counted.children : [counted];
}

/** ① to ⑳, then plain numbers. */
export const circled = (n: number): string => (n >= 1 && n <= 20 ? String.fromCodePoint(0x245f + n) : `(${n})`);
