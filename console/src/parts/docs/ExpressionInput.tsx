import { lazy, Suspense, useMemo } from 'react';
import { useApi } from '@/api/hooks';
import { useVocabulary } from '@/api/vocabulary';
import { useDebounced } from '@/hooks/useDebounced';
import { usePick } from '@/i18n/lang';
import { Loading } from '@/parts/feedback/Loading';
import type { CodeProblem } from '@/parts/code/CodeEditor';

const CodeEditor = lazy(() => import('@/parts/code/CodeEditor'));

export interface ExpressionInputProps { value: string; onChange: (text: string) => void; label: string; help?: string | undefined; placeholder?: string | undefined }

/** A condition as text with completion; below it what it says, or what is wrong with it. */
export function ExpressionInput({ value, onChange, label, help, placeholder }: ExpressionInputProps) {
  const pick = usePick();
  const vocabulary = useVocabulary();
  const settled = useDebounced(value, 300), asked = settled.trim() !== '' && settled === value;
  const check = useApi('checkExpression', { expression: settled }, { enabled: asked, live: false, fresh: 300_000, keep: false });
  const parsed = useApi('parseExpression', { expression: settled }, { enabled: asked && check.data?.errors.length === 0, live: false, fresh: 300_000, keep: false });
  const problems = useMemo<CodeProblem[]>(() => (!asked ? [] : (check.data?.errors ?? []).map((e) => ({ place: e.place, message: e.hint ? `${pick(e.message)}\n${pick(e.hint)}` : pick(e.message) }))), [asked, check.data, pick]);
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      <Suspense fallback={<Loading shape="text" />}><CodeEditor small label={label} value={value} onChange={onChange} vocabulary={vocabulary.data} problems={problems} {...(placeholder ? { placeholder } : {})} /></Suspense>
      {problems[0] ? <p className="field-note field-error" role="alert">{problems[0].message}</p> : <p className="field-note">{(asked && parsed.data && pick(parsed.data.sentence)) || help}</p>}
    </div>
  );
}
