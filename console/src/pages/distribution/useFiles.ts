import type { Distribution } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import type { CsvCell } from '@/parts/question/csv';
import type { UseFiles } from '@/parts/question/files';
import { groupName } from '@/parts/question/groups';
import { strings as common } from '@/parts/question/strings';
import { distribution, moneyOf, wholeOf } from './doc';
import { pictureOf } from './picture';
import { strings } from './strings';
import { useBinName } from './useBinName';

/** A row for each bin of each group. */
export const useFiles: UseFiles<Distribution> = (d, question) => {
  const t = useStrings(strings), q = useStrings(common), pick = usePick();
  const vocabulary = useVocabulary();
  const asked = distribution.read(question);
  const whole = wholeOf(asked);
  const binName = useBinName(moneyOf(asked, vocabulary.data), whole);
  if (!d) return null;
  return {
    csv: () => [['group', 'from', 'to', 'people', 'as_of'], ...[d.all, ...d.groups].flatMap((g) => d.bins.map((b, i): CsvCell[] => [groupName(g, asked.by, vocabulary.data, pick, q), b.from, b.to, g.counts[i], d.as_of]))],
    picture: d.bins.length > 0 ? (c) => pictureOf(d, d.all, { binName, whole, cumulative: t('cumulative') }, c) : null, height: 420,
  };
};
