/* The tree of categories as lines to edit: two blanks a level, "id | name".  Those that only items name stand there too, so
   that they need not be typed to be put in their place. */
import type { Category } from '@/api/types';

export const linesOf = (list: readonly Category[]): string =>
  list.map((c) => `${'  '.repeat(c.depth)}${c.id}${c.name === c.id ? '' : ` | ${c.name}`}`).join('\n');

export interface Line { id: string; name?: string; parent?: string }
export type TreeError = { line: number; twice: boolean };

/** The categories that the lines say, or the first line that says none. */
export function readLines(text: string): { items: Line[] } | { error: TreeError } {
  const items: Line[] = [], above: string[] = [], seen = new Set<string>();
  for (const [i, raw] of text.split('\n').entries()) {
    if (raw.trim() === '') continue;
    const depth = Math.floor((raw.replace(/\t/g, '  ').replace(/　/g, '  ').match(/^ */)?.[0].length ?? 0) / 2);
    const [id = '', name = ''] = raw.split('|').map((s) => s.trim());
    if (depth > above.length || id === '') return { error: { line: i + 1, twice: false } };
    if (seen.has(id)) return { error: { line: i + 1, twice: true } };
    seen.add(id);
    const parent = above[depth - 1];
    items.push({ id, ...(name && name !== id ? { name } : {}), ...(parent === undefined ? {} : { parent }) });
    above.length = depth;
    above.push(id);
  }
  return { items };
}
