import type { Retention } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import type { UseFiles } from '@/parts/question/files';
import { groupName } from '@/parts/question/groups';
import { strings as common } from '@/parts/question/strings';
import { retention } from './doc';
import { csvOf, pictureOf } from './files';
import { useColumnName } from './useColumnName';

export const useFiles: UseFiles<Retention> = (d, question) => {
  const q = useStrings(common), pick = usePick();
  const vocabulary = useVocabulary();
  const { by, grain } = retention.read(question);
  const columnName = useColumnName(d, grain);
  return d ? { csv: () => csvOf(d, (g) => groupName(g, by, vocabulary.data, pick, q)), picture: d.cohorts.length > 0 ? (c) => pictureOf(d, columnName, c) : null, height: 60 + 30 * d.cohorts.length } : null;
};
