import { useApi } from '@/api/hooks';
import { usePick } from '@/i18n/lang';

export interface NamedValue { value: string; label: string }

const named = (value: string, name: string): NamedValue => ({ value, label: name === value ? value : `${name} (${value})` });

/** Values of a property that the catalogue has names for, those that fit what is typed; null: it has none for this one. */
export function useValueNames(prop: string, typed: string): NamedValue[] | null {
  const pick = usePick();
  const isItem = prop === 'item_id', isCategory = prop === 'category' || prop === 'item.category', isWord = prop === 'item.role' || prop === 'item.kind';
  const q = typed.trim();
  const items = useApi('listItems', { ...(q === '' ? {} : { q }), limit: 20 } as never, { enabled: isItem });
  const categories = useApi('getCategories', {}, { enabled: isCategory });
  const words = useApi('getCatalogue', {}, { enabled: isWord });
  if (isItem) return (items.data?.items ?? []).map((i) => named(i.id, i.name));
  if (isCategory) return (categories.data?.items ?? []).map((c) => named(c.id, c.name));
  if (isWord) return (prop === 'item.role' ? words.data?.roles ?? [] : words.data?.kinds ?? []).map((w) => named(w.name, pick(w.title)));
  return null;
}
