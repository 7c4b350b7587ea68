/* Tiles on a grid of twelve columns: pure.  Nothing overlaps: what is put somewhere pushes the others down, and then
   everything rises as far as it can. */
export const COLUMNS = 12, ROWS_MAX = 40, TILES_MAX = 60;
export interface Box { x: number; y: number; w: number; h: number }
export interface Tile extends Box { key: string; question?: string; text?: string; title?: string; view?: object }

const clamp = (v: number, low: number, high: number): number => Math.max(low, Math.min(high, v));
export const fit = (b: Box): Box => { const w = clamp(b.w, 1, COLUMNS); return { w, h: clamp(b.h, 1, ROWS_MAX), x: clamp(b.x, 0, COLUMNS - w), y: Math.max(0, b.y) }; };
export const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** In reading order, each as high as those before it let it; `first` keeps its place against all others. */
export function settle<T extends Box & { key: string }>(tiles: readonly T[], first?: string): T[] {
  const order = [...tiles].sort((a, b) => a.y - b.y || Number(b.key === first) - Number(a.key === first) || a.x - b.x);
  const placed: T[] = [];
  for (const t of order) {
    let y = t.y;
    const free = (at: number) => !placed.some((p) => overlap({ ...t, y: at }, p));
    while (!free(y)) y++;
    while (y > 0 && free(y - 1)) y--;
    placed.push({ ...t, y });
  }
  return tiles.map((t) => placed.find((p) => p.key === t.key) as T);
}
/** A tile with another place or size; the others make room. */
export const place = (tiles: readonly Tile[], key: string, box: Box): Tile[] => settle(tiles.map((t) => (t.key === key ? { ...t, ...fit(box) } : t)), key);
export const below = (tiles: readonly Box[]): number => tiles.reduce((y, t) => Math.max(y, t.y + t.h), 0);
export const remove = (tiles: readonly Tile[], key: string): Tile[] => settle(tiles.filter((t) => t.key !== key));
