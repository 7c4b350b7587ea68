import { describe, expect, it } from 'vitest';
import type { PersonEvent } from '@/api/types';
import { fill } from '@/i18n/define';
import { brief, isLoyalty, propTitle, propValue, type Words } from './loyalty';
import { strings } from './rewards.strings';

const words = (lang: 'zh' | 'en'): Words => ({
  t: ((key: keyof typeof strings, params: Record<string, string> = {}) => fill(strings[key][lang], params, (v) => v).join('')) as never,
  f: { decimal: (v) => String(v), money: (v) => `¥${v}` },
  names: { currency: (s) => (s === 'points' ? '积分' : s), coupon: (s) => `券${s}`, programme: (s) => `会${s}`, level: (p, s) => `${p}.${s}` },
});
const event = (name: string, props: Record<string, string>): PersonEvent => ({ lsn: 1, event: name, time: '2026-01-01T00:00:00.000Z', title: { zh: name, en: name }, props: Object.entries(props).map(([k, v]) => ({ name: k, title: { zh: k, en: k }, type: 'text', value: v })) } as unknown as PersonEvent);

describe('loyalty events in words', () => {
  const earned = event('points_changed', { currency: 'points', amount: '200', balance_after: '1280', reason: 'earn', txn: '7' });
  it('says what became of points, with names instead of slugs', () => {
    expect(brief(earned, words('zh'))).toBe('+200 积分 · 赚取 · 余额 1280');
    expect(brief(event('points_changed', { currency: 'growth', amount: '-5', balance_after: '0', reason: 'expire' }), words('en'))).toBe('−5 growth · Expired · 0 left');
    expect(propValue(earned, 'currency', words('zh'))).toBe('积分');
    expect(propTitle(earned, 'balance_after', words('zh'))).toBe('变动后余额');
  });
  it('says how levels and memberships changed', () => {
    expect(brief(event('tier_changed', { programme: 'club', level: 'gold', from: '', cause: 'upgraded' }), words('zh'))).toBe('会club · 无等级 → club.gold · 升级');
    expect(brief(event('member_joined', { programme: 'club', source: 'till' }), words('en'))).toBe('会club · till');
    expect(brief(event('member_left', { programme: 'club', cause: 'lapsed' }), words('zh'))).toBe('会club · 到期未续');
  });
  it('says what became of coupons', () => expect(brief(event('coupon_redeemed', { coupon: 'vip', discount: '20', order_id: 'o1' }), words('zh'))).toBe('券vip · 抵扣 ¥20 · o1'));
  it('leaves other events alone', () => {
    expect(isLoyalty('order_completed')).toBe(false);
    expect(brief(event('order_completed', { currency: 'CNY' }), words('zh'))).toBeNull();
    expect(propValue(event('order_completed', { currency: 'points' }), 'currency', words('zh'))).toBeNull();
  });
});
