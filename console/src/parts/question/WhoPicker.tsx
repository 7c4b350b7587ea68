import { Modal, Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { isApiError, type ApiError } from '@/api/error';
import { useApi } from '@/api/hooks';
import { useVocabulary } from '@/api/vocabulary';
import { useDebounced } from '@/hooks/useDebounced';
import { usePick, useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { writeText } from '@/parts/code/scan';
import { useHeld } from '@/parts/leave/useHeld';
import { Loading } from '@/parts/feedback/Loading';
import { strings } from './strings';

const CodeEditor = lazy(() => import('@/parts/code/CodeEditor'));
const ofSegment = /^segment\("((?:[^"\\]|\\.)*)"\)$/;

/** An expression in a dialog: people (a condition), or any value to group by. */
export function ExpressionDialog({ title, value, onApply, onClose }: { title: string; value: string; onApply: (text: string) => void; onClose: () => void }) {
  const t = useStrings(strings), c = useStrings(common), pick = usePick();
  const vocabulary = useVocabulary();
  const [text, setText] = useState(value), held = useHeld(text);
  const settled = useDebounced(text, 300);
  const q = useApi('checkExpression', { expression: settled }, { enabled: settled.trim() !== '', live: false, fresh: 300_000 });
  const known = settled === text && !q.isPlaceholderData ? q.data : undefined;
  const problems = text.trim() === '' ? [] : (known?.errors ?? []).map((e) => ({ place: e.place, message: e.hint ? `${pick(e.message)}\n${pick(e.hint)}` : pick(e.message) }));
  const failed = isApiError(q.error) ? q.error.detail : null;
  return (
    <Modal open title={title} okText={t('apply')} cancelText={c('cancel')} onCancel={() => held.ask(onClose)} okButtonProps={{ disabled: text.trim() === '' || problems.length > 0 }} onOk={() => onApply(text.trim())} destroyOnHidden>
      <Suspense fallback={<Loading shape="text" />}><CodeEditor value={text} onChange={setText} vocabulary={vocabulary.data} problems={problems} label={title} /></Suspense>
      {(problems[0] || failed) && <p className="field-note field-error" role="alert">{problems[0]?.message ?? failed}</p>}
      {held.dialog}
    </Modal>
  );
}

/** Whom the question looks at: everyone, a segment, or an expression. '' is everyone. */
export function WhoPicker({ value, onChange, error, everyone, label }: { value: string; onChange: (who: string) => void; error?: ApiError | null; /** What '' is called, if not everyone. */ everyone?: string; /** Instead of "people". */ label?: string }) {
  const t = useStrings(strings), pick = usePick();
  const vocabulary = useVocabulary();
  const [open, setOpen] = useState(false);
  const segments = (vocabulary.data?.segments ?? []).map((s) => ({ value: `segment(${writeText(s.slug)})`, label: pick(s.title) || s.slug, search: `${s.slug} ${s.title.zh} ${s.title.en}` }));
  const own = value !== '' && !segments.some((s) => s.value === value);
  const slug = ofSegment.exec(value)?.[1];
  const options = [
    { value: '', label: everyone ?? t('everyone'), search: t('everyone') },
    ...(own ? [{ value, label: slug ?? value, search: value }] : []),
    { label: t('segmentsOf'), options: segments },
    { value: '$rule', label: t('ownRule'), search: t('ownRule') },
  ];
  return (
    <>
      <Select className="who-picker" aria-label={label ?? t('who')} value={value} status={error ? 'error' : ''} onChange={(v) => (v === '$rule' ? setOpen(true) : onChange(v))} options={options} popupMatchSelectWidth={280} prefix={label === undefined ? <span className="picker-word">{t('who')}</span> : undefined} showSearch={{ optionFilterProp: 'search' }} />
      {error && <span className="field-note field-error" role="alert">{error.detail} {error.hint}</span>}
      {open && <ExpressionDialog title={t('ruleOf')} value={own && !slug ? value : ''} onClose={() => setOpen(false)} onApply={(v) => { setOpen(false); onChange(v); }} />}
    </>
  );
}
