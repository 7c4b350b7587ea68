/* What leaves an answer as files: each kind says it once, pages/KIND/useFiles.ts, for its page and for its tile on a board. */
import type { MakeOption } from '@/parts/chart/types';
import type { CsvCell } from './csv';

export interface Files {
  /** The table; column names are those of the API, so that a file fits any language. */
  csv: () => CsvCell[][];
  /** The main picture; null while there is nothing to draw. */
  picture: MakeOption | null;
  height: number;
}
/** A hook: the files of an answer; null while there is none. `question`: the document it answers. */
export type UseFiles<T> = (data: T | undefined, question: object | null) => Files | null;
