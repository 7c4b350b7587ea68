import type { Overlap } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import type { CsvCell } from '@/parts/question/csv';
import type { UseFiles } from '@/parts/question/files';
import { namesOf } from './names';
import { heightOf, pictureOf } from './picture';
import { strings } from './strings';

/** A row for each pair of sets. */
export const useFiles: UseFiles<Overlap> = (d) => {
  const t = useStrings(strings), pick = usePick();
  const vocabulary = useVocabulary();
  if (!d) return null;
  const names = namesOf(d, vocabulary.data, pick);
  const head = ['set', 'people', 'share', 'other', 'both', 'both_share', 'lift', 'jaccard', 'as_of'];
  return {
    csv: () => [head, ...d.sets.flatMap((s, i) => (d.matrix[i] ?? []).flatMap((p, j): CsvCell[][] => (i === j ? [] : [[names[i] ?? '', s.people, s.share, names[j] ?? '', p.people, p.share, p.lift, p.jaccard, d.as_of]])))],
    picture: d.combinations.length > 0 ? (c) => pictureOf(d, names, { size: (people, share) => t('sizeOf', { people, share }), pair: (people, lift) => t('pairOf', { people, lift }), help: t('pictureHelp') }, c) : null, height: heightOf(d),
  };
};
