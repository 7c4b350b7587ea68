import { Select } from 'antd';
import { useState } from 'react';
import { useApi } from '@/api/hooks';
import { useDebounced } from '@/hooks/useDebounced';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

export interface Chosen { id: string; label: string }

/** Finds one person by what people are searched by anywhere: name, phone, any identity. */
export function PersonSelect({ value, onChange, id, status, autoFocus, ...rest }: { value: Chosen | null; onChange: (v: Chosen | null) => void; id?: string; status?: 'error' | ''; autoFocus?: boolean; 'aria-describedby'?: string; 'aria-invalid'?: boolean; 'aria-label'?: string }) {
  const t = useStrings(strings);
  const [typed, type] = useState('');
  const asked = useDebounced(typed.trim(), 250);
  const q = useApi('searchPeople', { q: asked, limit: 10 }, { enabled: asked.length >= 2, keep: false, live: false });
  const hits = asked.length >= 2 ? q.data?.items ?? [] : [];
  const options = hits.map((h) => ({ value: h.id, label: h.name ?? h.id, line: h.match.value === (h.name ?? h.id) ? h.id : h.match.value }));
  return (
    <Select {...rest} {...(id ? { id } : {})} status={status ?? ''} autoFocus={autoFocus ?? false} className="person-select" allowClear placeholder={t('choosePerson')}
      showSearch={{ filterOption: false, onSearch: type }} value={value === null ? null : { value: value.id, label: value.label }} labelInValue
      options={options} loading={q.isFetching} notFoundContent={asked.length < 2 ? t('typeMore') : q.isFetching ? null : t('noPerson')}
      optionRender={(o) => <span className="person-option"><span>{o.label}</span><span className="muted num">{(o.data as { line: string }).line}</span></span>}
      onChange={(v: { value: string; label?: unknown } | null) => onChange(v ? { id: v.value, label: options.find((o) => o.value === v.value)?.label ?? v.value } : null)} />
  );
}
