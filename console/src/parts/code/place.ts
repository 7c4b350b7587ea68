/* Places in text.  The server counts lines and columns from 1 and columns in characters (code points); the editor
   counts UTF-16 units from the start. */
import type { Place } from '@/api/types';

const unitsIn = (s: string, characters: number): number => {
  let units = 0;
  for (const c of s) {
    if (characters-- <= 0) break;
    units += c.length;
  }
  return units;
};

/** Never empty where there is text: an error at the end underlines the last character. */
export function rangeOf(text: string, place: Place): { from: number; to: number } {
  const before = text.split('\n').slice(0, Math.max(0, place.line - 1));
  const line = text.split('\n')[place.line - 1] ?? '';
  const start = Math.min(text.length, before.reduce((n, l) => n + l.length + 1, 0));
  const from = start + unitsIn(line, place.column - 1);
  const rest = text.slice(from);
  const to = Math.min(text.length, from + Math.max(1, unitsIn(rest, Math.max(1, place.length))));
  return from < to ? { from, to } : { from: Math.max(0, text.length - 1), to: text.length };
}
