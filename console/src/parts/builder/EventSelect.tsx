import { Select } from 'antd';
import { useMemo } from 'react';
import { useVocabulary } from '@/api/vocabulary';
import { usePick } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { useWords } from './words';
import './Rules.css';

/** One or more events, the most frequent first. */
export function EventSelect({ value, onChange, optional, placeholder }: { value: readonly string[]; onChange: (v: string[]) => void; /** None is an answer too. */ optional?: boolean | undefined; placeholder?: string | undefined }) {
  const t = useWords(), pick = usePick(), f = useFormat();
  const vocabulary = useVocabulary().data;
  const options = useMemo(() => {
    const known = vocabulary?.events ?? [];
    const listed = [...known].sort((a, b) => b.rows - a.rows).map((e) => ({ value: e.name, label: pick(e.title) || e.name, search: `${e.name} ${e.title.zh} ${e.title.en}`, note: f.short(e.rows) }));
    const lost = value.filter((v) => v !== '*' && !known.some((e) => e.name === v)).map((v) => ({ value: v, label: v, search: v, note: '' }));
    return [...listed, { value: '*', label: t('anyEvent'), search: `* any ${t('anyEvent')}`, note: '' }, ...lost];
  }, [vocabulary, value, pick, f, t]);
  const set = (next: string[]) => onChange(next.includes('*') && !value.includes('*') ? ['*'] : next.filter((v) => v !== '*' || next.length === 1));
  return (
    <Select className="rule-events" mode="multiple" aria-label={t('events')} placeholder={placeholder ?? t('eventsHint')} value={[...value]} onChange={set} options={options} showSearch={{ optionFilterProp: 'search' }}
      optionRender={(o) => <span className="rule-option"><span>{o.data.label}</span><span className="num">{o.data.note}</span></span>} popupMatchSelectWidth={240} status={value.length === 0 && !optional ? 'warning' : ''} />
  );
}
