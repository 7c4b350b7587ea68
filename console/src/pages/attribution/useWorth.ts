import { useMemo } from 'react';
import { useVocabulary } from '@/api/vocabulary';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { isMoney } from '@/parts/question/money';
import { attribution } from './doc';
import { strings } from './strings';

/** What conversions are worth, in words: `summed` unless each is worth one, when value and conversions are the same. */
export function useWorth(question: object | null) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const v = useVocabulary().data;
  return useMemo(() => {
    const { sum, conversion } = attribution.read(question);
    const summed = sum !== '', money = summed && isMoney(v, conversion, sum);
    const prop = v?.events.flatMap((e) => e.props).find((p) => p.name === sum);
    const name = summed ? (prop && pick(prop.title)) || sum : t('conversions');
    const text = (x: string | undefined) => (money ? f.money(x) : f.decimal(x));
    return { summed, money, name, share: summed ? t('shareOf', { name }) : t('shareOfConversions'), text, conversions: (x: string | undefined) => t('nConversions', { n: f.real(x) }) };
  }, [question, v, pick, t, f]);
}
export type Worth = ReturnType<typeof useWorth>;
