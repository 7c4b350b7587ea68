import { useMemo } from 'react';
import type { Title } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePick } from '@/i18n/lang';

interface Named { slug: string; title: Title }

/** What slugs of currencies, kinds of coupons, draws, programmes and levels are called; a slug without a name is its own. */
export function useNames() {
  const { data: v } = useVocabulary(), pick = usePick();
  return useMemo(() => {
    const of = (all: readonly Named[] | undefined) => (slug: string): string => { const x = all?.find((y) => y.slug === slug); return (x && pick(x.title)) || slug; };
    const options = (all: readonly Named[] | undefined, kept?: string) => {
      const list = (all ?? []).map((x) => ({ value: x.slug, label: pick(x.title) || x.slug, search: `${x.slug} ${x.title.zh} ${x.title.en}` }));
      return kept && !list.some((x) => x.value === kept) ? [...list, { value: kept, label: kept, search: kept }] : list;
    };
    const levels = (programme: string) => v?.programmes.find((p) => p.slug === programme)?.levels;
    return {
      currency: of(v?.currencies), coupon: of(v?.coupons), draw: of(v?.draws), programme: of(v?.programmes), level: (programme: string, slug: string) => of(levels(programme))(slug),
      currencies: (kept?: string) => options(v?.currencies, kept), coupons: (kept?: string) => options(v?.coupons, kept), draws: (kept?: string) => options(v?.draws, kept), programmes: (kept?: string) => options(v?.programmes, kept), levels: (programme: string, kept?: string) => options(levels(programme), kept),
    };
  }, [v, pick]);
}
export type Names = ReturnType<typeof useNames>;
