import type { Coupon, CouponKindState } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import './coupons.css';

/** Where a kind is in its life. */
export function KindState({ state }: { state: CouponKindState }) {
  const t = useStrings(strings);
  return <span className={`coupon-state coupon-state-${state}`} title={state === 'unreadable' ? t('unreadableHelp') : undefined}>{t(state)}</span>;
}

/** Where a coupon is in its life; a code of a pool that nobody has is another thing than a coupon somebody has not used. */
export function CouponState({ coupon }: { coupon: Pick<Coupon, 'status' | 'held'> }) {
  const t = useStrings(strings);
  const state = coupon.status === 'issued' && !coupon.held ? 'unclaimed' : coupon.status;
  return <span className={`coupon-state coupon-state-${state}`}>{t(state)}</span>;
}
