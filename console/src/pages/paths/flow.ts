/* Levels and links of an answer as the columns of a Sankey: pure.  Each level has nodes of its own, so there are no cycles;
   what is read backwards is drawn backwards, its end at the right. */
import type { Paths, PathNode } from '@/api/types';

export interface FlowNode { name: string; level: number; depth: number; key: string; count: number; share: number; ended: number; node: PathNode }
export interface FlowLink { source: string; target: string; value: number; level: number; from: string; to: string; share: number; seconds: number }

export function flowOf(d: Paths, back: boolean): { nodes: FlowNode[]; links: FlowLink[] } {
  const deepest = d.levels.length;
  const name = (level: number, key: string) => `${level}:${key}`;
  const nodes = d.levels.flatMap((l) => l.nodes.map((n) => ({ name: name(l.level, n.key), level: l.level, depth: back ? deepest - l.level : l.level - 1, key: n.key, count: n.count, share: n.share, ended: n.ended, node: n })));
  const known = new Set(nodes.map((n) => n.name));
  const links = d.links.flatMap((l) => {
    const a = name(l.level, l.from), b = name(l.level + 1, l.to);
    return known.has(a) && known.has(b) && l.count > 0 ? [{ source: back ? b : a, target: back ? a : b, value: l.count, level: l.level, from: l.from, to: l.to, share: l.share, seconds: l.seconds }] : [];
  });
  return { nodes, links };
}
