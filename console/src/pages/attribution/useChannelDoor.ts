import { useCallback, useMemo } from 'react';
import type { Attribution, AttributionChannel } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import type { ChartClick } from '@/parts/chart/types';
import { useCell } from '@/parts/question/useCell';
import { drawn } from './picture';
import { strings } from './strings';

export const cellOf = (c: AttributionChannel): object => (c.kind === 'none' ? { none: true } : c.kind === 'other' ? { other: true } : { group: c.label });

/** A bar of the picture opens those whose conversions the model credits to the channel. */
export function useChannelDoor(data: Attribution, nameOf: (c: AttributionChannel) => string, modelName: (m: string) => string): (e: ChartClick) => void {
  const t = useStrings(strings);
  const { open } = useCell();
  const rows = useMemo(() => [...drawn(data)].reverse(), [data]);
  return useCallback((e) => {
    const c = rows[e.dataIndex], model = data.models[e.seriesIndex ?? 0];
    if (c && model) open({ ...cellOf(c), what: 'credit', model }, t('creditTitle', { channel: nameOf(c), model: modelName(model) }));
  }, [rows, data, open, nameOf, modelName, t]);
}
