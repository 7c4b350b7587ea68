import type { Retention } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { retention } from './doc';
import { HeatTable } from './HeatTable';
import { strings } from './strings';
import { useColumnName } from './useColumnName';

/** Retention on a board. */
export default function Picture({ answer, question }: { answer: Retention; question: object }) {
  const t = useStrings(strings);
  const form = retention.read(question);
  const columnName = useColumnName(answer, form.grain);
  return <HeatTable compact data={answer} group={answer.all} show={form.measure === 'people' ? 'rate' : 'per_person'} columnName={columnName} of="" label={t('heatLabel', { from: answer.cohorts[0]?.from ?? '', to: answer.cohorts[answer.cohorts.length - 1]?.to ?? '' })} />;
}
