import { useCallback } from 'react';
import type { Paths } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { backwards, paths } from './doc';
import { sankeyOf } from './sankey';
import { strings } from './strings';
import { useFlowDoor } from './useFlowDoor';
import { useNodeName } from './useNodeName';

/** Paths on a board. */
export default function Picture({ answer, question }: { answer: Paths; question: object }) {
  const t = useStrings(strings);
  const nameOf = useNodeName();
  const back = backwards(paths.read(question));
  const option = useCallback((c: ChartContext) => sankeyOf(answer, back, { nameOf, ended: (n) => t('ended', { n }) }, c, true), [answer, back, nameOf, t]);
  const click = useFlowDoor(answer, back, nameOf);
  return <Chart fill option={option} height={200} onClick={click} label={t('flowLabel', { n: answer.levels.length, count: answer.all.count })} table={{ columns: [{ title: t('path') }, { title: t('share'), align: 'right' }], rows: answer.paths.map((p) => [p.nodes.map(nameOf).join(' → '), p.count]) }} />;
}
