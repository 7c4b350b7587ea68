import { useCallback, useMemo } from 'react';
import type { Paths } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import type { ChartClick } from '@/parts/chart/types';
import { useCell } from '@/parts/question/useCell';
import { flowOf } from './flow';
import { strings } from './strings';
import type { useNodeName } from './useNodeName';

/** A node or a link of the picture opens its people. */
export function useFlowDoor(data: Paths, back: boolean, nameOf: ReturnType<typeof useNodeName>): (e: ChartClick) => void {
  const t = useStrings(strings);
  const { open } = useCell();
  const byName = useMemo(() => new Map(flowOf(data, back).nodes.map((n) => [n.name, n])), [data, back]);
  return useCallback((e) => {
    const d = e.data as { name?: string; source?: string; target?: string; level?: number; from?: string; to?: string };
    const title = (name: string | undefined) => { const n = byName.get(name ?? ''); return n ? nameOf(n.node) : ''; };
    if (e.dataType === 'edge') return open({ level: d.level, from: d.from, to: d.to }, t('linkTitle', { a: title(d.source), b: title(d.target) }));
    const n = byName.get(d.name ?? '');
    return n && open({ level: n.level, node: n.key }, t('nodeTitle', { level: t(back ? 'back' : 'level', { n: n.level }), node: nameOf(n.node) }));
  }, [open, byName, nameOf, back, t]);
}
