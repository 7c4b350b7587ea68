import type { Cell, CellType, Report, Section, Title } from '@/api/types';
import type { Format } from '@/i18n/useFormat';
import type { CsvCell } from '@/parts/question/csv';

/** Columns without a heading are for programs. */
export const shown = (s: Section) => s.columns.map((c, i) => ({ ...c, i })).filter((c) => c.title.en !== '');
export const sectionOf = (r: Report, id: string): Section | undefined => r.sections.find((s) => s.id === id);
export const has = (s: Section | undefined): s is Section => s !== undefined && s.rows.length > 0;

export function valueOf(s: Section | undefined, row: number, column: string): Cell {
  const i = s?.columns.findIndex((c) => c.id === column) ?? -1;
  return i < 0 ? null : s?.rows[row]?.[i] ?? null;
}
/** As a number, for pictures: exact amounts are strings. */
export function numberOf(s: Section | undefined, row: number, column: string): number | null {
  const v = valueOf(s, row, column);
  return typeof v === 'number' ? v : typeof v === 'string' && v.trim() !== '' && Number.isFinite(Number(v)) ? Number(v) : null;
}
const isTitle = (v: Cell): v is Title => typeof v === 'object' && v !== null;

/** What people read: a missing figure is a dash. */
export const textOf = (v: Cell, type: CellType, f: Format, pick: (t: Title) => string): string =>
  v === null ? '–' : isTitle(v) ? pick(v) : f.cell(v, type);

/** Every section under its name, with the names of its columns. */
export function csvOf(r: Report, pick: (t: Title) => string): CsvCell[][] {
  return r.sections.flatMap((s) => [
    [s.id, pick(s.title)], s.columns.map((c) => c.id),
    ...s.rows.map((row) => row.map((v): CsvCell => (v === null ? '' : isTitle(v) ? pick(v) : v))), [],
  ]);
}
