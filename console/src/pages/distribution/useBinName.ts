import { useCallback } from 'react';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import type { BinName } from './picture';
import { strings } from './strings';

/** 0 – 100, 5, 500 and more. */
export function useBinName(): BinName {
  const t = useStrings(strings), f = useFormat();
  return useCallback((b) => {
    if (b.from === null) return b.to === null ? '' : t('below', { to: f.real(b.to) });
    if (b.to === null) return t('andMore', { from: f.real(b.from) });
    return b.from === b.to ? f.real(b.from) : `${f.real(b.from)} – ${f.real(b.to)}`;
  }, [t, f]);
}
