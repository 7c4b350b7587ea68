import { Select } from 'antd';
import { useState } from 'react';
import type { Item } from '@/api/types';
import { useFindItems } from './useItems';

export interface ItemPickerProps { value: string; onChange: (id: string, item: Item | undefined) => void; /** What the catalogue knows of the value. */ known?: Item | undefined; placeholder: string; id?: string; status?: 'error' | ''; disabled?: boolean }

/** One item, found by its name or id; an id that the catalogue does not know may be typed. */
export function ItemPicker({ value, onChange, known, placeholder, ...rest }: ItemPickerProps) {
  const [typed, type] = useState('');
  const found = useFindItems(typed), q = typed.trim();
  const label = (id: string, name: string | undefined) => (!name || name === id ? id : `${name} · ${id}`);
  const options = new Map(found.items.map((x) => [x.id, label(x.id, x.name)]));
  if (value && q === '') options.set(value, label(value, known?.name ?? found.items.find((x) => x.id === value)?.name));
  if (q !== '' && !options.has(q)) options.set(q, q);
  return (
    <Select {...rest} value={value || undefined} placeholder={placeholder} loading={found.busy} popupMatchSelectWidth={280} labelRender={(x) => label(String(x.value), known?.name ?? found.items.find((i) => i.id === x.value)?.name)}
      showSearch={{ filterOption: false, onSearch: type }} options={[...options].map(([v, l]) => ({ value: v, label: l }))} onChange={(v: string) => { type(''); onChange(v, found.items.find((x) => x.id === v)); }} />
  );
}
