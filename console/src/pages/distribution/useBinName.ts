import { useCallback } from 'react';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { wholesIn } from './bins';
import type { BinName } from './picture';
import { strings } from './strings';

/** 0 – 100, 5, 500 and more; of whole numbers those that are in it: 1, 2–4. */
export function useBinName(money: boolean, whole: boolean): BinName {
  const t = useStrings(strings), f = useFormat();
  return useCallback((b) => {
    const edge = (v: number) => (money ? f.moneyWhole(v) : f.real(v));
    if (b.from === null) return b.to === null ? '' : t('below', { to: edge(b.to) });
    if (b.to === null) return t('andMore', { from: edge(whole ? Math.ceil(b.from) : b.from) });
    const wholes = whole ? wholesIn(b) : null;
    if (wholes) return wholes[0] === wholes[1] ? edge(wholes[0]) : `${edge(wholes[0])}–${edge(wholes[1])}`;
    return b.from === b.to ? edge(b.from) : `${edge(b.from)} – ${edge(b.to)}`;
  }, [t, f, money, whole]);
}
