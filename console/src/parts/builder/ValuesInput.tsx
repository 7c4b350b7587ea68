import { AutoComplete, Input, Select } from 'antd';
import { useMemo } from 'react';
import type { BuilderOp, ValueType } from '@/api/types';
import { useWords } from './words';

export interface ValuesInputProps { op: BuilderOp; type: ValueType; values: readonly string[]; samples: readonly string[]; onChange: (values: string[]) => void }

/** The value, two values or list that an operator wants, with samples of the data to choose from. */
export function ValuesInput({ op, type, values, samples, onChange }: ValuesInputProps) {
  const t = useWords();
  const options = useMemo(() => [...new Set(samples)].map((v) => ({ value: v, label: v })), [samples]);
  if (op === 'exists' || op === 'not exists') return null;
  if (type === 'bool') return <Select aria-label={t('value')} value={values[0] ?? 'true'} onChange={(v) => onChange([v])} options={[{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }]} />;
  if (op === 'in' || op === 'not in') {
    return <Select className="rule-values" mode="tags" aria-label={t('value')} placeholder={t('valuesHint')} value={[...values]} onChange={onChange} options={options} tokenSeparators={[',', '，', '、', '\n', '\t']} popupMatchSelectWidth={200} status={values.length === 0 ? 'warning' : ''} />;
  }
  const one = (i: 0 | 1, label: string) => {
    const v = values[i] ?? '';
    const put = (s: string) => onChange(op === 'between' ? (i === 0 ? [s, values[1] ?? ''] : [values[0] ?? '', s]) : [s]);
    const status = v.trim() === '' ? 'warning' as const : '' as const;
    if (type === 'time') return <Input className="rule-date" type={v.includes('T') ? 'datetime-local' : 'date'} aria-label={label} value={v} onChange={(e) => put(e.target.value)} status={status} />;
    if (type === 'number') return <Input className="rule-number" inputMode="decimal" autoComplete="off" aria-label={label} value={v} onChange={(e) => put(e.target.value.replace(/[，,\s]/g, '').replace('。', '.'))} status={status} />;
    return <AutoComplete className="rule-text" aria-label={label} value={v} onChange={put} options={options} popupMatchSelectWidth={200} status={status} showSearch={{ filterOption: (s, o) => String(o?.value).toLowerCase().includes(s.toLowerCase()) }} />;
  };
  if (op !== 'between') return one(0, t('value'));
  return <>{one(0, t('valueFrom'))}<span className="rule-word">{t('and2')}</span>{one(1, t('valueTo'))}</>;
}
