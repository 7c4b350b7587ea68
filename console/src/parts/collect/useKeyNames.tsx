import { Select } from 'antd';
import { useCallback } from 'react';
import { useApi } from '@/api/hooks';
import type { WriteKeyName } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

export interface KeyNames { list: readonly WriteKeyName[] | undefined; name: (id: string) => string }

/** Write keys by name: everybody sees their ids, only admins the keys. */
export function useKeyNames(): KeyNames {
  const t = useStrings(strings);
  const list = useApi('listWriteKeyNames', {}, { live: false }).data?.items;
  const name = useCallback((id: string) => {
    const k = list?.find((x) => x.id === id);
    return k ? (k.revoked ? t('revokedKey', { title: k.title }) : k.title) : list ? t('unknownKey') : '…';
  }, [list, t]);
  return { list, name };
}

export function KeySelect({ keys, value, onChange }: { keys: KeyNames; value: string; onChange: (id: string) => void }) {
  const t = useStrings(strings);
  const listed = (keys.list ?? []).map((k) => ({ value: k.id, label: keys.name(k.id) }));
  const options = [{ value: '', label: t('anyKey') }, ...listed, ...(value && !listed.some((o) => o.value === value) ? [{ value, label: keys.name(value) }] : [])];
  return <Select aria-label={t('anyKey')} value={value} onChange={onChange} options={options} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 128, maxWidth: '100%' }} />;
}
