import { AutoComplete, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import type { BuilderOp, ValueType } from '@/api/types';
import { useValueNames } from './useValueNames';
import { useWords } from './words';

export interface ValuesInputProps { op: BuilderOp; type: ValueType; values: readonly string[]; samples: readonly string[]; /** Whose values they are: some have names. */ prop?: string; onChange: (values: string[]) => void }

/** The value, two values or list that an operator wants, with samples of the data to choose from. */
export function ValuesInput({ op, type, values, samples, prop = '', onChange }: ValuesInputProps) {
  const t = useWords();
  const list = op === 'in' || op === 'not in';
  const [searched, search] = useState('');
  const names = useValueNames(prop, list ? searched : values[0] ?? '');
  const options = useMemo(() => {
    const known = new Set(names?.map((n) => n.value));
    return [...(names ?? []), ...[...new Set(samples)].filter((v) => !known.has(v)).map((v) => ({ value: v, label: v }))];
  }, [samples, names]);
  const fits = (s: string, o: { label?: unknown } | undefined) => String(o?.label).toLowerCase().includes(s.toLowerCase());
  if (op === 'exists' || op === 'not exists') return null;
  if (type === 'bool') return <Select aria-label={t('value')} value={values[0] ?? 'true'} onChange={(v) => onChange([v])} options={[{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }]} />;
  if (list) {
    return <Select className="rule-values" mode="tags" aria-label={t('value')} placeholder={t('valuesHint')} value={[...values]} onChange={onChange} options={options} showSearch={{ onSearch: search, filterOption: fits }} tokenSeparators={[',', '，', '、', '\n', '\t']} popupMatchSelectWidth={200} status={values.length === 0 ? 'warning' : ''} />;
  }
  const one = (i: 0 | 1, label: string) => {
    const v = values[i] ?? '';
    const put = (s: string) => onChange(op === 'between' ? (i === 0 ? [s, values[1] ?? ''] : [values[0] ?? '', s]) : [s]);
    const status = v.trim() === '' ? 'warning' as const : '' as const;
    if (type === 'time') return <Input className="rule-date" type={v.includes('T') ? 'datetime-local' : 'date'} aria-label={label} value={v} onChange={(e) => put(e.target.value)} status={status} />;
    if (type === 'number') return <Input className="rule-number" inputMode="decimal" autoComplete="off" aria-label={label} value={v} onChange={(e) => put(e.target.value.replace(/[，,\s]/g, '').replace('。', '.'))} status={status} />;
    return <AutoComplete className="rule-text" aria-label={label} value={v} onChange={put} options={options} popupMatchSelectWidth={200} status={status} showSearch={{ filterOption: fits }} />;
  };
  if (op !== 'between') return one(0, t('value'));
  return <>{one(0, t('valueFrom'))}<span className="rule-word">{t('and2')}</span>{one(1, t('valueTo'))}</>;
}
