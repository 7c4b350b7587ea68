import { useMemo } from 'react';
import type { Funnel } from '@/api/types';
import { Bars } from './Bars';
import { funnel } from './doc';
import { useNames } from './useNames';

/** The funnel on a board. */
export default function Picture({ answer, question }: { answer: Funnel; question: object }) {
  const { titles } = useNames(useMemo(() => funnel.read(question), [question]));
  return <Bars group={answer.all} steps={answer.steps} titles={titles} of="" cell={{}} />;
}
