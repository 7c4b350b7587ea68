import type { Difference } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePick } from '@/i18n/lang';
import { setName } from '@/parts/question/set';
import { Waterfall } from './Waterfall';

/** Who came and who left, on a board. */
export default function Picture({ answer }: { answer: Difference; question: object }) {
  const pick = usePick(), vocabulary = useVocabulary();
  return <Waterfall fill data={answer} name={setName(answer.of, vocabulary.data, pick)} height={140} />;
}
