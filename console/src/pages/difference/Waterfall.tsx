import { useCallback } from 'react';
import type { Difference } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartClick, ChartContext } from '@/parts/chart/types';
import { useCell } from '@/parts/question/useCell';
import { cellOf, peopleOf, pictureOf, sides, type Side } from './picture';
import { strings } from './strings';

/** What there was, what came, what went, what there is; each column opens its people. */
export function Waterfall({ data, name, height, fill }: { data: Difference; name: string; height: number; fill?: boolean }) {
  const t = useStrings(strings), f = useFormat();
  const { open } = useCell();
  const option = useCallback((c: ChartContext) => pictureOf(data, (s: Side) => t(s), c), [data, t]);
  const click = useCallback((e: ChartClick) => { const s = sides[e.dataIndex]; if (s && peopleOf(data, s) > 0) open(cellOf(s), t('cellTitle', { name, what: t(s) })); }, [data, name, open, t]);
  const n = (s: Side) => f.count(peopleOf(data, s));
  return (
    <Chart option={option} height={height} fill={fill ?? false} onClick={click} label={t('pictureLabel', { name, from: n('from'), entered: n('entered'), left: n('left'), to: n('to') })}
      table={{ columns: [{ title: t('what') }, { title: t('people'), align: 'right' }], rows: sides.map((s) => [t(s), n(s)]) }} />
  );
}
