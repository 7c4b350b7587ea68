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

export interface DosePoint { title: Title; x: number; profit: number; low: number; high: number; fitProfit: number; fitMargin: number }
/** The doses that have enough people, for the picture. */
export function curveOf(s: Section): { points: DosePoint[] } {
  const points = s.rows.flatMap((_, i): DosePoint[] => {
    const n = (id: string) => numberOf(s, i, id);
    const x = n('x'), profit = n('profit'), low = n('profit_low'), high = n('profit_high'), fitProfit = n('fit_profit'), fitMargin = n('fit_margin');
    if (x === null || profit === null || low === null || high === null || fitProfit === null || fitMargin === null) return [];
    return [{ title: valueOf(s, i, 'dose') as Title, x, profit, low, high, fitProfit, fitMargin }];
  });
  return { points };
}

/** The first and the last day of the `n` whole months before a day. */
export function monthsBefore(today: string, n: number): { from: string; to: string } {
  const [y = 0, m = 1] = today.split('-').map(Number);
  const day = (d: Date) => d.toISOString().slice(0, 10);
  return { from: day(new Date(Date.UTC(y, m - 1 - n, 1))), to: day(new Date(Date.UTC(y, m - 1, 0))) };
}

const quoted = (s: string) => `"${s.replace(/[\\"]/g, '\\$&')}"`;
const joinings = (programme: string, source?: string | null) => `member_joined where programme = ${quoted(programme)}${source === undefined ? '' : source ? ` and source = ${quoted(source)}` : ' and (source not exists or source = "")'}`;
/** Who joined in these days; `source` null: without one. */
export const joinedExpression = (programme: string, from: string, to: string, source?: string | null) =>
  `did(${joinings(programme, source)}, between ${from} and ${to})`;
export const leftExpression = (programme: string, from: string, to: string) => `did(member_left where programme = ${quoted(programme)}, between ${from} and ${to})`;
/** Who joined in these days though a member since joining elsewhere. */
export const twiceExpression = (programme: string, from: string, to: string, before?: string | null, source?: string | null) =>
  `${joinedExpression(programme, from, to, source)} and sequence(${joinings(programme, before)} -> not member_left where programme = ${quoted(programme)} -> ${joinings(programme, source)})`;

/** Every section under its name, with the names of its columns. */
export function csvOf(r: Report, pick: (t: Title) => string): CsvCell[][] {
  return r.sections.flatMap((s) => [
    [s.id, pick(s.title)], s.columns.map((c) => c.id),
    ...s.rows.map((row) => row.map((v): CsvCell => (v === null ? '' : isTitle(v) ? pick(v) : v))), [],
  ]);
}
