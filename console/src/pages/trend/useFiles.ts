import type { Trend } from '@/api/types';
import type { CsvCell } from '@/parts/question/csv';
import type { UseFiles } from '@/parts/question/files';
import { figuresOf, lineOf } from './lines';
import { useNames } from './useNames';
import { optionOf, useShown } from './useShown';

/** A row for each period of each figure of each group; the picture as it is looked at. */
export const useFiles: UseFiles<Trend> = (d, question) => {
  const names = useNames(d, question);
  const shown = useShown(d, names);
  if (!d) return null;
  return {
    csv: () => [['group', 'figure', 'from', 'to', 'value', 'before', 'incomplete', 'as_of'], ...[d.all, ...d.groups].flatMap((g) => Array.from({ length: figuresOf(d) }, (_, i) => lineOf(d, g, i, '')).flatMap((l) => d.periods.map((p, k): CsvCell[] => [names.group(g), names.figure(l.figure), p.from, p.to, l.values[k], l.before?.[k], p.incomplete, d.as_of])))],
    picture: d.periods.length > 0 ? (c) => optionOf(d, shown, c) : null, height: 420,
  };
};
