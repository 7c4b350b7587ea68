import { useCallback } from 'react';
import type { Trend } from '@/api/types';
import type { ChartClick } from '@/parts/chart/types';
import { useCell } from '@/parts/question/useCell';
import type { Line } from './lines';
import { shortPeriod } from './picture';

/** A point or bar of the picture opens its people. */
export function useLineDoor(data: Trend, lines: readonly Line[]): (e: ChartClick) => void {
  const { open } = useCell();
  return useCallback((e) => {
    const line = lines.find((l) => l.name === e.seriesName) ?? lines[0];
    const at = data.grain === 'none' ? undefined : e.dataIndex + 1;
    const target = data.grain === 'none' ? lines[lines.length - 1 - e.dataIndex] : line;
    if (target?.cell) open({ ...target.cell, ...(at === undefined ? {} : { period: at }) }, `${target.name}${at === undefined ? '' : ` · ${shortPeriod(data.periods[at - 1] as Trend['periods'][number])}`}`);
  }, [open, lines, data]);
}
