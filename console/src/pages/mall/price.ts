import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { useNames } from '@/parts/members/useNames';
import { strings } from './strings';

/** "500 Points + ¥9.90". */
export function usePrice(): (x: { points: string; currency: string; money: string }) => string {
  const t = useStrings(strings), f = useFormat(), names = useNames();
  return (x) => {
    const points = Number(x.points) ? t('nPoints', { n: f.decimal(x.points), currency: names.currency(x.currency) }) : '', money = Number(x.money) ? f.money(x.money) : '';
    return points && money ? t('and', { a: points, b: money }) : points || money || t('free');
  };
}
