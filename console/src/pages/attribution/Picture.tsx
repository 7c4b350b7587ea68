import { useCallback } from 'react';
import type { Attribution } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Chart } from '@/parts/chart/Chart';
import type { ChartContext } from '@/parts/chart/types';
import { pictureOf } from './picture';
import { strings } from './strings';
import { useChannelDoor } from './useChannelDoor';
import { useChannelName } from './useChannelName';
import { useWorth } from './useWorth';

/** Attribution on a board. */
export default function Picture({ answer, question }: { answer: Attribution; question: object }) {
  const t = useStrings(strings), f = useFormat();
  const { nameOf, modelName } = useChannelName();
  const worth = useWorth(question);
  const option = useCallback((c: ChartContext) => pictureOf(answer, 'share', { worth, nameOf, modelName, axis: worth.share }, c), [answer, worth, nameOf, modelName]);
  const click = useChannelDoor(answer, nameOf, modelName);
  return <Chart fill option={option} height={160} onClick={click} label={t('pictureLabel', { n: answer.models.length })} table={{ columns: [{ title: t('channelName') }, ...answer.models.map((m) => ({ title: `${modelName(m)} · ${worth.share}`, align: 'right' as const }))], rows: answer.channels.map((c) => [nameOf(c), ...c.models.map((m) => f.rate(m.share))]) }} />;
}
