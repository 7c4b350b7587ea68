import { useCallback } from 'react';
import type { Retention } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import type { RetentionForm } from './doc';
import { strings } from './strings';

/** 当期, 第 3 周, Week 4–7. */
export function useColumnName(data: Retention | undefined, grain: RetentionForm['grain']): (i: number) => string {
  const t = useStrings(strings);
  return useCallback((i) => {
    const c = data?.columns[i];
    if (!c || c.to === 0) return t('column0');
    const unit = { hour: t('unitHour'), day: t('unitDay'), week: t('unitWeek'), month: t('unitMonth') }[grain];
    return t('columnN', { n: c.from === c.to ? c.from : `${c.from}–${c.to}`, unit });
  }, [data, grain, t]);
}
