import { useMemo } from 'react';
import { useApi } from '@/api/hooks';
import { useVocabulary } from '@/api/vocabulary';
import { useDebounced } from '@/hooks/useDebounced';
import { usePick, useStrings } from '@/i18n/lang';
import CodeEditor, { type CodeProblem } from '@/parts/code/CodeEditor';
import { strings } from './strings';

/* A selector is checked as what stands in the brackets of a count. */
const BEFORE = 'did(', AFTER = ')';

/** A selector as text, with completion and all that is wrong with it. */
export default function SelectorCode({ value, onChange }: { value: string; onChange: (text: string) => void }) {
  const t = useStrings(strings), pick = usePick();
  const vocabulary = useVocabulary();
  const settled = useDebounced(value, 300);
  const q = useApi('checkExpression', { expression: `${BEFORE}${settled}${AFTER}` }, { enabled: settled.trim() !== '', live: false, fresh: 300_000 });
  const problems = useMemo<CodeProblem[]>(() => (q.data === undefined || q.isPlaceholderData || settled !== value || settled.trim() === '' ? [] : q.data.errors.map((e) => ({
    place: e.place.line === 1 ? { ...e.place, column: Math.max(1, e.place.column - BEFORE.length) } : e.place,
    message: e.hint ? `${pick(e.message)}\n${pick(e.hint)}` : pick(e.message),
  }))), [q.data, q.isPlaceholderData, settled, value, pick]);
  return (
    <>
      <CodeEditor small label={t('selectorCode')} before={BEFORE} placeholder="product_viewed or product_added" value={value} onChange={onChange} vocabulary={vocabulary.data} problems={problems} />
      {problems[0] ? <p className="field-note field-error" role="alert">{problems[0].message}</p> : <p className="field-note">{t('selectorHint', { key: 'Ctrl Space' })}</p>}
    </>
  );
}
