import { useMemo } from 'react';
import { useApi } from '@/api/hooks';
import { usePick } from '@/i18n/lang';

/** Currencies by name: those in use; an archived one is called by its id. */
export function useCurrencies() {
  const pick = usePick();
  const q = useApi('listResources', { kind: 'currency' });
  return useMemo(() => {
    const items = q.data?.items ?? [];
    const name = (slug: string): string => { const r = items.find((x) => x.slug === slug); return (r && pick(r.title)) || slug; };
    return { query: q, items, name, options: items.map((r) => ({ value: r.slug, label: pick(r.title) || r.slug })), active: (slug: string) => items.some((x) => x.slug === slug) };
  }, [q, pick]);
}
export type Currencies = ReturnType<typeof useCurrencies>;
