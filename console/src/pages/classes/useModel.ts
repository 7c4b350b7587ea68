import { useMemo } from 'react';
import type { Classification, Title } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { useTheme } from '@/theme/ThemeProvider';
import { coloursOf, shownOrder } from './logic/order';
import { strings } from './strings';

/** What the parts of a page need to know of its classification: order, names and colours of the classes. */
export function useModel(c: Classification) {
  const t = useStrings(strings), pick = usePick();
  const { tokens } = useTheme();
  return useMemo(() => {
    const order = shownOrder(c.slug, c.classes), colours = coloursOf(c.slug, order, tokens);
    const titles = new Map<string, Title>(c.classes.map((x) => [x.name, x.title]));
    const nameOf = (name: string): string => (name === 'none' ? t('noClass') : name === 'absent' ? t('entered') : pick(titles.get(name)) || name);
    return { slug: c.slug, title: pick(c.title), classes: c.classes, order, nameOf, colourOf: (name: string): string => colours[name] ?? tokens.border };
  }, [c, t, pick, tokens]);
}
export type Model = ReturnType<typeof useModel>;
