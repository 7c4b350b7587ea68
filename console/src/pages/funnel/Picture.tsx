import { useMemo } from 'react';
import type { Funnel } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import { selectorTitle } from '@/parts/question/selector';
import { strings as common } from '@/parts/question/strings';
import { Bars } from './Bars';
import { funnel } from './doc';

/** The funnel on a board. */
export default function Picture({ answer, question }: { answer: Funnel; question: object }) {
  const q = useStrings(common), pick = usePick();
  const vocabulary = useVocabulary();
  const titles = useMemo(() => funnel.read(question).steps.map((s) => s.title || selectorTitle(s.events, vocabulary.data, pick, q('anything'))), [question, vocabulary.data, pick, q]);
  return <Bars group={answer.all} steps={answer.steps} titles={titles} of="" cell={{}} />;
}
