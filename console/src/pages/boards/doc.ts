/* A board and its document (docs/QUESTIONS.md). */
import { newKey } from '@/parts/question/kind';
import { readRange, type Range } from '@/parts/question/range';
import { countOf, fields, given, textOf } from '@/parts/question/read';
import { isApiError, type ApiError } from '@/api/error';
import type { SavedAnswer } from '@/api/types';
import { below, COLUMNS, fit, ROWS_MAX, settle, TILES_MAX, type Tile } from './grid';

export interface Filters { range: Range | undefined; who: string }
export interface Board { filters: Filters; tiles: Tile[] }

export function readFilters(v: unknown): Filters {
  const f = fields(v);
  return { range: readRange(f?.range), who: textOf(f?.who) };
}
export function readBoard(doc: unknown): Board {
  const d = fields(doc);
  const tiles: Tile[] = [];
  for (const v of (Array.isArray(d?.tiles) ? d.tiles : []).slice(0, TILES_MAX)) {
    const t = fields(v);
    const question = textOf(t?.question), text = textOf(t?.text);
    if (!t || (question === '') === (text === '')) continue;
    // A tile without a place comes below the others.
    const box = fit({ x: countOf(t.x, 0, COLUMNS - 1, 0), y: countOf(t.y, 0, 999, below(tiles)), w: countOf(t.w, 1, COLUMNS, 6), h: countOf(t.h, 1, ROWS_MAX, question ? 5 : 1) });
    tiles.push({ key: newKey(), ...box, ...(question ? { question } : { text }), ...(textOf(t.title) ? { title: textOf(t.title) } : {}), ...(fields(t.view) ? { view: t.view as object } : {}) });
  }
  return { filters: readFilters(d?.filters), tiles: settle(tiles) };
}
export const writeFilters = (f: Filters): object => given({ range: f.range, who: f.who || undefined });
export function writeBoard(b: Board): object {
  const filters = writeFilters(b.filters);
  return given({ filters: Object.keys(filters).length > 0 ? filters : undefined, tiles: b.tiles.map(({ key: _, ...t }) => t) });
}

/** Where a tile leads: the question as the board asked it, filters and moment included; before there is an answer, the question alone. */
export function hrefOf(slug: string, filters: Filters, asOf: string, answered: Pick<SavedAnswer, 'asks' | 'question'> | undefined): string {
  const alone = `/questions/${encodeURIComponent(slug)}`;
  if (!answered || (asOf === '' && Object.keys(writeFilters(filters)).length === 0)) return alone;
  return `/${answered.asks}?saved=${encodeURIComponent(slug)}&q=${encodeURIComponent(JSON.stringify(answered.question))}`;
}

/** What is wrong with a board's filters themselves, whatever the question; too many periods are one question's own trouble. */
export const ofFilters = (e: unknown): ApiError | null => (isApiError(e) && /^(range|who)([.[].*)?$/.test(e.place?.source ?? '') && !e.code.endsWith('_periods') && !e.code.endsWith('_cohorts') && !e.code.endsWith('_cells') && !e.code.endsWith('_slots') ? e : null);
