import type { Difference } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import type { CsvCell } from '@/parts/question/csv';
import type { UseFiles } from '@/parts/question/files';
import { setName } from '@/parts/question/set';
import { peopleOf, pictureOf, rows } from './picture';
import { strings } from './strings';

/** A row for each side. */
export const useFiles: UseFiles<Difference> = (d) => {
  const t = useStrings(strings), pick = usePick();
  const vocabulary = useVocabulary();
  if (!d) return null;
  return {
    csv: () => [['set', 'from', 'to', 'what', 'people', 'as_of'], ...rows.map((r): CsvCell[] => [setName(d.of, vocabulary.data, pick), d.from.as_of, d.to.as_of, r, peopleOf(d, r), d.as_of])],
    picture: (c) => pictureOf(d, (s) => t(s), c), height: 360,
  };
};
