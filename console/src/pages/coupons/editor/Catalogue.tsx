/* Pickers from the catalogue: what it knows is offered by name, what it does not know may be typed. */
import { useMemo, useState } from 'react';
import { useApi } from '@/api/hooks';
import { usePick, useStrings } from '@/i18n/lang';
import { useFindItems, useItems } from '@/parts/catalogue/useItems';
import { useEditing } from './context';
import { names } from './doc';
import { NamesAt } from './Inputs';
import { strings } from './strings';

export function ItemsAt({ path, label, help, placeholder }: { path: string; label: string; help?: string; placeholder?: string }) {
  const e = useEditing();
  const [typed, type] = useState('');
  const found = useFindItems(typed), known = useItems(names(e.doc, path));
  const label2 = (id: string, name: string) => (name === id ? id : `${name} · ${id}`);
  const options = new Map<string, string>();
  for (const [id, item] of known) options.set(id, label2(id, item.name));
  for (const x of found.items) options.set(x.id, label2(x.id, x.name));
  return <NamesAt path={path} label={label} help={help} {...(placeholder ? { placeholder } : {})} options={[...options].map(([value, l]) => ({ value, label: l }))} onSearch={type} loading={found.busy} />;
}

export function CategoriesAt({ path, label, help, placeholder }: { path: string; label: string; help?: string; placeholder?: string }) {
  const tree = useApi('getCategories', {}, { live: false });
  const options = useMemo(() => (tree.data?.items ?? []).map((c) => ({ value: c.id, label: `${'\u3000'.repeat(c.depth)}${c.name}` })), [tree.data]);
  return <NamesAt path={path} label={label} help={help} {...(placeholder ? { placeholder } : {})} options={options} />;
}

export function BrandsAt({ path, label, placeholder }: { path: string; label: string; placeholder?: string }) {
  const brands = useApi('getBrands', {}, { live: false });
  const options = useMemo(() => (brands.data?.items ?? []).map((b) => ({ value: b.name, label: b.name })), [brands.data]);
  return <NamesAt path={path} label={label} {...(placeholder ? { placeholder } : {})} options={options} />;
}

export function RolesAt({ path, label, placeholder }: { path: string; label: string; placeholder?: string }) {
  const pick = usePick();
  const about = useApi('getCatalogue', {}, { live: false });
  const options = useMemo(() => (about.data?.roles ?? []).map((r) => ({ value: r.name, label: pick(r.title) })), [about.data, pick]);
  return <NamesAt path={path} label={label} {...(placeholder ? { placeholder } : {})} options={options} typed={false} />;
}

/** The four lists of a scope, or of what is taken out of it. */
export function ScopeAt({ path, placeholder }: { path: string; placeholder: string }) {
  const t = useStrings(strings);
  return (
    <div className="coupon-grid">
      <CategoriesAt path={`${path}.categories`} label={t('categories')} help={t('below')} placeholder={placeholder} />
      <BrandsAt path={`${path}.brands`} label={t('brands')} placeholder={placeholder} />
      <ItemsAt path={`${path}.items`} label={t('items')} placeholder={placeholder} />
      <RolesAt path={`${path}.roles`} label={t('roles')} placeholder={placeholder} />
    </div>
  );
}
