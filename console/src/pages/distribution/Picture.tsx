import { useCallback } from 'react';
import type { Distribution } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { distribution, moneyOf, wholeOf } from './doc';
import { pictureOf } from './picture';
import { strings } from './strings';
import { useBinDoor } from './useBinDoor';
import { useBinName } from './useBinName';

/** A distribution on a board. */
export default function Picture({ answer, question }: { answer: Distribution; question: object }) {
  const t = useStrings(strings), f = useFormat();
  const asked = distribution.read(question), whole = wholeOf(asked);
  const binName = useBinName(moneyOf(asked, useVocabulary().data), whole);
  const option = useCallback((c: ChartContext) => pictureOf(answer, answer.all, { binName, whole, cumulative: t('cumulative') }, c, true), [answer, binName, whole, t]);
  const titleOf = useCallback((i: number) => { const b = answer.bins[i]; return `${answer.of} ${b ? binName(b) : ''}`; }, [answer, binName]);
  const click = useBinDoor(answer.all, titleOf);
  return <Chart fill option={option} height={120} onClick={click} label={t('pictureLabel', { name: answer.of, n: answer.all.people })} table={{ columns: [{ title: t('bin') }, { title: t('people'), align: 'right' }], rows: answer.bins.map((b, i) => [binName(b), f.count(answer.all.counts[i])]) }} />;
}
