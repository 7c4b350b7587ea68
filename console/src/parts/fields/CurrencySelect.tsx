import { Select } from 'antd';
import { useMemo } from 'react';
import { useApi } from '@/api/hooks';
import { useLang } from '@/i18n/lang';
import type { FieldProps } from './types';

/** Currencies by code and name. */
export function CurrencySelect({ value, onChange, id, label, disabled }: FieldProps) {
  const { lang } = useLang();
  const currencies = useApi('listCurrencies', {}, { fresh: Infinity, live: false });
  const options = useMemo(() => {
    const all = currencies.data?.items ?? [];
    const known = all.some((c) => c.code === value) ? all : [{ code: value, name: { zh: value, en: value } }, ...all];
    return known.map((c) => ({ value: c.code, label: c.name[lang] === c.code ? c.code : `${c.code} · ${c.name[lang]}`, search: `${c.code} ${c.name.zh} ${c.name.en}` }));
  }, [currencies.data, lang, value]);
  return <Select {...(id ? { id } : {})} aria-label={label} showSearch={{ optionFilterProp: 'search' }} value={value} onChange={onChange} options={options} loading={currencies.isLoading} disabled={disabled ?? false} />;
}
