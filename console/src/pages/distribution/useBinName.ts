import { useCallback } from 'react';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import type { BinName } from './picture';
import { strings } from './strings';

/** 0 – 100, 5, 500 and more. */
export function useBinName(money: boolean): BinName {
  const t = useStrings(strings), f = useFormat();
  return useCallback((b) => {
    const edge = (v: number) => f.figure(v, money);
    if (b.from === null) return b.to === null ? '' : t('below', { to: edge(b.to) });
    if (b.to === null) return t('andMore', { from: edge(b.from) });
    return b.from === b.to ? edge(b.from) : `${edge(b.from)} – ${edge(b.to)}`;
  }, [t, f, money]);
}
