import { Input, Select, Switch } from 'antd';
import { useState } from 'react';
import { useApi, useSend } from '@/api/hooks';
import type { Item, ItemChange } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { strings } from './strings';

const orNull = (s: string): string | null => (s.trim() === '' ? null : s.trim());

/** A new item, or another one's fields. What has no field here stays as it is. */
export function ItemForm({ item, onDone, onClose }: { item: Item | null; onDone: (id: string) => void; onClose: () => void }) {
  const t = useStrings(strings), pick = usePick();
  const words = useApi('getCatalogue', {}).data;
  const [f, put] = useState({ id: item?.id ?? '', name: item && item.name !== item.id ? item.name : '', category: item?.category ?? '', brand: item?.brand ?? '', price: item?.price ?? '', kind: item?.kind ?? '', role: item?.role ?? '', tags: item?.tags.join(', ') ?? '', active: item?.active ?? true });
  const [tried, setTried] = useState(false);
  const refresh = ['listItems', 'getItem', 'getCategories', 'getBrands', 'getCatalogue'] as const;
  const make = useSend('putItem', refresh), change = useSend('patchItem', refresh);
  const send = item ? change : make;
  const set = (patch: Partial<typeof f>) => put({ ...f, ...patch });
  const noId = f.id.trim() === '', badPrice = f.price.trim() !== '' && !/^\d+(\.\d+)?$/.test(f.price.trim());
  const submit = () => {
    setTried(true);
    if (noId || badPrice) return;
    const body = { name: orNull(f.name), category: orNull(f.category), brand: orNull(f.brand), price: orNull(f.price), kind: orNull(f.kind), role: orNull(f.role), active: f.active, tags: f.tags.split(/[,，、]/).map((s) => s.trim()).filter((s) => s !== '') } as ItemChange;
    send.mutate({ id: f.id.trim(), ...body } as never, { onSuccess: () => onDone(f.id.trim()) });
  };
  const options = (list: readonly { name: string; title: { zh: string; en: string } }[] | undefined) => (list ?? []).map((w) => ({ value: w.name, label: pick(w.title) }));
  const text = (key: 'name' | 'category' | 'brand', help?: string) => <Field label={t(key)} help={help}><Input value={f[key]} onChange={(e) => set({ [key]: e.target.value })} /></Field>;
  return (
    <FormModal holds={f} title={item ? item.name : t('add')} submit={t('save')} busy={send.isPending} error={send.error} onSubmit={submit} onClose={onClose}>
      {!item && <Field label={t('id')} help={t('idHelp')} error={tried && noId && t('needId')}><Input value={f.id} maxLength={255} onChange={(e) => set({ id: e.target.value })} /></Field>}
      {text('name')}
      {text('category', t('categoryHelp'))}
      {text('brand')}
      <Field label={t('price')} error={tried && badPrice && t('badPrice')}><Input inputMode="decimal" value={f.price} onChange={(e) => set({ price: e.target.value })} /></Field>
      <Field label={t('kind')}><Select allowClear value={f.kind || undefined} options={options(words?.kinds)} onChange={(v) => set({ kind: (v ?? '') as typeof f.kind })} /></Field>
      <Field label={t('role')}><Select allowClear value={f.role || undefined} options={options(words?.roles)} onChange={(v) => set({ role: (v ?? '') as typeof f.role })} /></Field>
      <Field label={t('tags')} help={t('tagsHelp')}><Input value={f.tags} onChange={(e) => set({ tags: e.target.value })} /></Field>
      <Field label={t('active')}><Switch checked={f.active} onChange={(active) => set({ active })} style={{ justifySelf: 'start' }} /></Field>
    </FormModal>
  );
}
