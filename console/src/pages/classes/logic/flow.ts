/* From the matrix of a flow to moves, sums that must hold, and a picture.  Rows and columns are classes, then none, then
   absent: not yet a person at the start. */
import type { ClassificationFlow } from '@/api/types';
import { better, type Ranked } from './order';

export type Direction = 'stayed' | 'up' | 'down' | 'lost' | 'entered';
export interface Move { from: string; to: string; people: number; direction: Direction; /** Of all who were in `from`; null for those who were nowhere. */ share: number | null }
export type Show = 'all' | 'up' | 'down' | 'lost';

export function directionOf(classes: readonly Ranked[], from: string, to: string): Direction {
  if (from === 'absent') return 'entered';
  if (from === to) return 'stayed';
  if (to === 'none') return 'lost';
  return from === 'none' || better(classes, to, from) ? 'up' : 'down';
}

/** Every pair somebody went, most people first. */
export function moves(flow: Pick<ClassificationFlow, 'classes' | 'matrix'>, classes: readonly Ranked[]): Move[] {
  const out: Move[] = [];
  flow.matrix.forEach((row, i) => {
    const from = flow.classes[i]?.name as string;
    const start = row.reduce((a, b) => a + b, 0);
    row.forEach((people, j) => {
      const to = flow.classes[j]?.name as string;
      if (people > 0) out.push({ from, to, people, direction: directionOf(classes, from, to), share: from === 'absent' ? null : people / start });
    });
  });
  return out.sort((a, b) => b.people - a.people);
}

export const filterMoves = (all: readonly Move[], show: Show): Move[] => (show === 'all' ? [...all] : all.filter((m) => m.direction === show));

export type Identity = ClassificationFlow['identity'][number];
/** start = stayed + up + down + lost, and end = stayed + arrived + entered. */
export const holds = (i: Identity): boolean => i.start === i.stayed + i.up + i.down + i.lost && i.end === i.stayed + i.arrived + i.entered;

/** The classes one came from, or went to, for a column of the identity. */
export function others(all: readonly Move[], name: string, part: 'up' | 'down' | 'arrived'): string[] {
  const found = part === 'arrived'
    ? all.filter((m) => m.to === name && m.from !== name && m.from !== 'absent').map((m) => m.from)
    : all.filter((m) => m.from === name && m.direction === part).map((m) => m.to);
  return [...new Set(found)].sort();
}

export interface SankeyNode { name: string; depth: 0 | 1; class: string; people: number }
export interface SankeyLink { source: string; target: string; value: number; move: Move }
export interface Sankey { nodes: SankeyNode[]; links: SankeyLink[]; /** In no class at either end: not drawn, said. */ undrawn: number }

/** Two columns, start and end: a node of one is never a node of the other, so there is no cycle whatever the flow. */
export function sankey(all: readonly Move[], order: readonly string[]): Sankey {
  const drawn = all.filter((m) => !(m.to === 'none' && (m.from === 'none' || m.from === 'absent')));
  const side = (depth: 0 | 1): SankeyNode[] => [...order, 'none', 'absent'].map((name) => ({
    name: `${depth}:${name}`, depth, class: name,
    people: drawn.filter((m) => (depth === 0 ? m.from : m.to) === name).reduce((n, m) => n + m.people, 0),
  })).filter((n) => n.people > 0);
  const rank = new Map([...order, 'none', 'absent'].map((name, i) => [name, i]));
  const links = drawn.map((m) => ({ source: `0:${m.from}`, target: `1:${m.to}`, value: m.people, move: m }))
    .sort((a, b) => (rank.get(a.move.from) ?? 0) - (rank.get(b.move.from) ?? 0) || (rank.get(a.move.to) ?? 0) - (rank.get(b.move.to) ?? 0));
  return { nodes: [...side(0), ...side(1)], links, undrawn: all.reduce((n, m) => n + m.people, 0) - drawn.reduce((n, m) => n + m.people, 0) };
}
