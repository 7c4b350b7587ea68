import type { CouponKind } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { lastMoment } from '@/parts/coupons/kinds';
import { strings } from './strings';

/** The fixed window of a kind, in days; that of each coupon is in the sentence. */
export function Validity({ kind }: { kind: Pick<CouponKind, 'valid_from' | 'valid_until'> }) {
  const t = useStrings(strings), f = useFormat();
  const from = kind.valid_from && f.dayOf(kind.valid_from), until = kind.valid_until && f.dayOf(lastMoment(kind.valid_until));
  return <span className="num">{from && until ? t('span', { from, until }) : until ? t('until', { day: until }) : from ? t('fromDay', { day: from }) : t('byCoupon')}</span>;
}
