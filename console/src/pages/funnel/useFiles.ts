import { useMemo } from 'react';
import type { Funnel } from '@/api/types';
import type { UseFiles } from '@/parts/question/files';
import { funnel } from './doc';
import { csvOf, pictureOf } from './files';
import { useNames } from './useNames';

export const useFiles: UseFiles<Funnel> = (d, question) => {
  const { titles, nameOf } = useNames(useMemo(() => funnel.read(question), [question]));
  return d ? { csv: () => csvOf(d, titles, nameOf), picture: (c) => pictureOf(d, titles, c), height: 80 + 64 * titles.length } : null;
};
