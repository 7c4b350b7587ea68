import { describe, expect, it } from 'vitest';
import { firstCurrency, readCurrency, writeCurrency } from './currency';

const document = {
  title: { zh: '金币', en: 'Coins' }, unit: { zh: '枚', en: 'coins' }, type: 'coins', decimals: 2, expires: { days: 90, end_of: 'day' }, pending_days: 7, debt: 5, worth: 0.01,
  limits: { grant: 100, adjust: '9007199254740993' }, approval_above: '10.50', transfers: true, refund_expired: { grace_days: 30 }, clawback: 'debt', checkout: { step: 100, max_share: 0.5, minimum_order: 50, per_day: 1000, with_coupons: false, shipping: true, exclude: { items: ['gift-card'] } }, description: 'kept',
};

describe('currencies as forms', () => {
  it('come back as they were', () => expect(writeCurrency(readCurrency(document))).toEqual(document));
  it('leave out what is the default', () => {
    expect(writeCurrency(readCurrency({ title: 'Points' }))).toEqual({ title: { zh: 'Points', en: 'Points' } });
    expect(writeCurrency({ ...readCurrency({}), pending: '0', debt: ' ' })).toEqual({});
  });
  it('read nonsense as the default', () => { for (const d of [{ expires: 3, limits: [], unit: 7, clawback: 'all' }, { expires: 'never' }]) expect(readCurrency(d)).toMatchObject({ expiry: 'never', clawback: 'other_lots', grant: '' }); });
  it('keep each kind of expiry', () => {
    for (const expires of [{ yearly: '12-31' }, { months: 12, end_of: 'month' }, { days: 1 }]) expect(writeCurrency(readCurrency({ expires }))).toEqual({ expires });
    expect(writeCurrency({ ...readCurrency({ expires: { months: 12 } }), expiry: 'never' })).toEqual({});
  });
  it('leave to the server what is no number', () => expect(writeCurrency({ ...readCurrency({}), decimals: 'two', grant: '1,000' })).toEqual({ decimals: 'two', limits: { grant: 1000 } }));
  it('begin with something usable', () => expect(writeCurrency(firstCurrency())).toEqual({ title: { zh: '积分', en: 'Points' }, unit: { zh: '分', en: 'pts' }, expires: { months: 12, end_of: 'month' }, worth: 0.01, approval_above: 10000 }));
});
