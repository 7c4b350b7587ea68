import type { Retention } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { useStrings } from '@/i18n/lang';
import { isMoney } from '@/parts/question/money';
import { retention } from './doc';
import { HeatTable } from './HeatTable';
import { strings } from './strings';
import { useColumnName } from './useColumnName';

/** Retention on a board. */
export default function Picture({ answer, question }: { answer: Retention; question: object }) {
  const t = useStrings(strings);
  const form = retention.read(question);
  const vocabulary = useVocabulary();
  const columnName = useColumnName(answer, form.grain);
  return <HeatTable compact data={answer} group={answer.all} show={form.measure === 'people' ? 'rate' : 'per_person'} columnName={columnName} money={isMoney(vocabulary.data, form.ret || '*', form.sum)} of="" label={t('heatLabel', { from: answer.cohorts[0]?.from ?? '', to: answer.cohorts[answer.cohorts.length - 1]?.to ?? '' })} />;
}
