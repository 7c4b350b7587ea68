/* Civil days in a row. */
export interface DayOf { day: string; values: readonly number[] }

const DAY = 86_400_000, MOST = 1_000;
const at = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** From the first to the last of them, each day once; what is said of none is 0. Not more than a thousand days are made up. */
export function everyDay(days: readonly DayOf[], n: number): DayOf[] {
  const known = new Map(days.map((d) => [d.day, d]));
  const ends = [...known.keys()].sort(), first = ends[0], last = ends[ends.length - 1];
  if (first === undefined || last === undefined) return [];
  if (Number.isNaN(at(first)) || Number.isNaN(at(last)) || (at(last) - at(first)) / DAY >= MOST) return ends.map((d) => known.get(d) as DayOf);
  return Array.from({ length: (at(last) - at(first)) / DAY + 1 }, (_, i) => {
    const day = new Date(at(first) + i * DAY).toISOString().slice(0, 10);
    return known.get(day) ?? { day, values: Array.from({ length: n }, () => 0) };
  });
}
