import type { Overlap } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePick } from '@/i18n/lang';
import { MatrixTable } from './MatrixTable';
import { namesOf } from './names';

/** An overlap on a board. */
export default function Picture({ answer }: { answer: Overlap; question: object }) {
  const pick = usePick(), vocabulary = useVocabulary();
  return <MatrixTable data={answer} names={namesOf(answer, vocabulary.data, pick)} show="share" />;
}
