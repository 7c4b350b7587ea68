/* Pieces of the expression language these pages hand to doors.  Names are always quoted: that is right for any slug. */

export const quoted = (s: string): string => `"${s.replace(/[\\"]/g, '\\$&')}"`;

const DAY = 86_400_000;
export const dayPlus = (day: string, n: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + n * DAY).toISOString().slice(0, 10);
export const daysBetween = (from: string, to: string): number => Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY);

/** MM-DD where the year is clear from the other end. */
export const shortDay = (day: string, other: string): string => (day.slice(0, 4) === other.slice(0, 4) ? day.slice(5) : day);

const equals = (left: string, names: readonly string[]): string =>
  names.length === 1 ? `${left} = ${quoted(names[0] as string)}` : `${left} in (${names.map(quoted).join(', ')})`;

/** In one of these classes at the end of that day; day null = as of the question. 'absent' = not known then. */
export function inClass(slug: string, names: readonly string[], day: string | null): string {
  const left = day === null ? `class(${quoted(slug)})` : `class(${quoted(slug)}, before ${dayPlus(day, 1)})`;
  const known = names.filter((n) => n !== 'absent');
  if (known.length === names.length) return equals(left, known);
  return known.length === 0 ? `${left} not exists` : `(${left} not exists or ${equals(left, known)})`;
}

/** Who was in one of `from` at the end of `start` and in one of `to` at the end (`end` null = as of the question). */
export const movedRule = (slug: string, start: string, from: readonly string[], end: string | null, to: readonly string[]): string =>
  `${inClass(slug, from, start)} and ${inClass(slug, to, end)}`;

const list = (left: string, values: readonly number[]): string => (values.length === 1 ? `${left} = ${values[0]}` : `${left} in (${values.join(', ')})`);

export interface CellAt { r: number; f: number }
/** The union of cells of the grid, in as few terms as rows with the same columns need. */
export function cellsRule(slug: string, grid: { r: string; f: string }, cells: readonly CellAt[]): string {
  const rows = new Map<number, Set<number>>();
  for (const c of cells) rows.set(c.r, (rows.get(c.r) ?? new Set()).add(c.f));
  const byColumns = new Map<string, number[]>();
  for (const r of [...rows.keys()].sort((a, b) => b - a)) {
    const key = [...(rows.get(r) as Set<number>)].sort((a, b) => a - b).join(',');
    byColumns.set(key, [...(byColumns.get(key) ?? []), r]);
  }
  const score = (name: string): string => `score(${quoted(slug)}, ${quoted(name)})`;
  const terms = [...byColumns].map(([key, rs]) => `${list(score(grid.r), rs.sort((a, b) => a - b))} and ${list(score(grid.f), key.split(',').map(Number))}`);
  return terms.length === 1 ? (terms[0] as string) : terms.map((x) => `(${x})`).join(' or ');
}
