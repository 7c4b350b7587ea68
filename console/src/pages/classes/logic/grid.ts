/* The R × F grid: what stands in a cell, which group rules it, and where one group's region ends. */
import type { GridCell } from '@/api/types';

export type Colour = 'people' | 'money' | 'each' | 'orders';
export const colours: readonly Colour[] = ['people', 'money', 'each', 'orders'];

export interface Grid { rows: number[]; columns: number[]; at: (r: number, f: number) => GridCell | undefined }
export function gridOf(cells: readonly GridCell[]): Grid {
  const by = new Map(cells.map((c) => [`${c.r}-${c.f}`, c]));
  const rows = [...new Set(cells.map((c) => c.r))].sort((a, b) => b - a);
  const columns = [...new Set(cells.map((c) => c.f))].sort((a, b) => a - b);
  return { rows, columns, at: (r, f) => by.get(`${r}-${f}`) };
}

/** null where there is nobody: no average of nothing. */
export function valueOf(c: GridCell | undefined, by: Colour): number | null {
  if (!c || c.people === 0) return null;
  if (by === 'people') return c.people;
  if (by === 'orders') return c.orders;
  return by === 'money' ? Number(c.revenue) : Number(c.revenue) / c.people;
}

/** 0..1 for the ramp. A root, because counts have long tails; negative money (refunds) is at the low end. */
export const depthOf = (v: number, most: number): number => (most <= 0 ? 0 : Math.sqrt(Math.max(0, v) / most) * 0.999);

/** The group with most people of the cell. */
export const ruler = (c: GridCell | undefined): string | null =>
  c && c.people > 0 ? ([...c.classes].sort((a, b) => b.people - a.people)[0]?.name ?? null) : null;

export interface Edges { top: boolean; right: boolean; bottom: boolean; left: boolean }
/** Where the cell's region ends. */
export function edges(g: Grid, i: number, j: number): Edges {
  const name = (r: number, f: number): string | null => {
    const row = g.rows[r], column = g.columns[f];
    return row === undefined || column === undefined ? null : ruler(g.at(row, column));
  };
  const own = name(i, j);
  if (own === null) return { top: false, right: false, bottom: false, left: false };
  return { top: name(i - 1, j) !== own, right: name(i, j + 1) !== own, bottom: name(i + 1, j) !== own, left: name(i, j - 1) !== own };
}

/** The first cell of each region in reading order, where its name stands: 'i,j'. */
export function labels(g: Grid): Set<string> {
  const seen = new Set<string>(), out = new Set<string>();
  const name = (i: number, j: number): string | null => ruler(g.at(g.rows[i] as number, g.columns[j] as number));
  const flood = (i: number, j: number, own: string): void => {
    if (i < 0 || j < 0 || i >= g.rows.length || j >= g.columns.length || seen.has(`${i},${j}`) || name(i, j) !== own) return;
    seen.add(`${i},${j}`);
    flood(i + 1, j, own); flood(i - 1, j, own); flood(i, j + 1, own); flood(i, j - 1, own);
  };
  g.rows.forEach((_, i) => g.columns.forEach((__, j) => {
    const own = name(i, j);
    if (own === null || seen.has(`${i},${j}`)) return;
    out.add(`${i},${j}`);
    flood(i, j, own);
  }));
  return out;
}

export const keyOf = (r: number, f: number): string => `${r}-${f}`;
export function readKey(key: string): { r: number; f: number } | null {
  const m = /^(\d{1,2})-(\d{1,2})$/.exec(key);
  return m ? { r: Number(m[1]), f: Number(m[2]) } : null;
}
/** All cells of the rectangle between two. */
export function rectangle(a: { r: number; f: number }, b: { r: number; f: number }): string[] {
  const out: string[] = [];
  for (let r = Math.max(a.r, b.r); r >= Math.min(a.r, b.r); r--) for (let f = Math.min(a.f, b.f); f <= Math.max(a.f, b.f); f++) out.push(keyOf(r, f));
  return out;
}
/** What a click with Ctrl, or Space, does to the chosen. */
export const toggled = (keys: readonly string[], key: string): string[] => (keys.includes(key) ? keys.filter((k) => k !== key) : [...keys, key]);
