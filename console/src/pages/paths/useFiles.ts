import type { Paths } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import type { CsvCell } from '@/parts/question/csv';
import type { UseFiles } from '@/parts/question/files';
import { backwards, paths } from './doc';
import { heightOf, sankeyOf } from './sankey';
import { strings } from './strings';
import { useNodeName } from './useNodeName';

/** A row for each path, and one for those that are not listed. */
export const useFiles: UseFiles<Paths> = (d, question) => {
  const t = useStrings(strings), nameOf = useNodeName();
  const back = backwards(paths.read(question));
  if (!d) return null;
  return {
    csv: () => [['path', 'count', 'share', 'converted', 'median_seconds', 'as_of'], ...d.paths.map((p): CsvCell[] => [p.nodes.map(nameOf).join(' → '), p.count, p.share, p.converted, p.seconds, d.as_of]), [t('others', { n: d.other.paths }), d.other.count, d.other.share, null, null, d.as_of]],
    picture: d.links.length > 0 ? (c) => sankeyOf(d, back, { nameOf, ended: (n) => t('ended', { n }) }, c) : null, height: heightOf(d),
  };
};
