import { useCallback } from 'react';
import type { DistributionGroup } from '@/api/types';
import type { ChartClick } from '@/parts/chart/types';
import { groupCell } from '@/parts/question/groups';
import { useCell } from '@/parts/question/useCell';

/** A bar of the picture opens its people. */
export function useBinDoor(shown: DistributionGroup, titleOf: (bin: number) => string): (e: ChartClick) => void {
  const { open } = useCell();
  return useCallback((e) => { if ((shown.counts[e.dataIndex] ?? 0) > 0) open({ bin: e.dataIndex + 1, ...groupCell(shown) }, titleOf(e.dataIndex)); }, [open, shown, titleOf]);
}
