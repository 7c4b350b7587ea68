import { describe, expect, it } from 'vitest';
import { firstRule, parseJson, readRule, writeRule } from './rule';

const documents = [
  {
    title: { zh: '消费积分', en: 'A point per yuan' }, currency: 'points', on: 'order_completed where amount > 0', who: 'count(order_completed) >= 2', reward: { of: 'amount', points: 1, per: 10, rounding: 'half_up', minimum: 1 },
    multipliers: [{ name: 'gold', by: 2, tier: { programme: 'vip', levels: ['gold'] } }, { name: 'member_day', by: 3, month_days: [8, 18, 28], hours: '10:00-22:00' }, { name: 'tea', by: 1.5, weekdays: ['sat', 'sun'], dates: ['2026-11-11'], event: 'order_completed where category = "tea"', who: 'city = "上海"' }],
    combine: 'sum', caps: { event: 500, day: 1000, budget: '9007199254740993', give_back: true }, refund: { on: 'order_refunded', by: ['order_id', 'item_id'], of: 'amount', points: 'all' },
    pending_days: 7, expiry_days: 365, from: '2026-01-01', until: '2027-01-01', priority: 10, exclusive_group: 'buying', history: true, description: 'kept',
  },
  { title: { zh: '签到', en: 'Check-in' }, currency: 'points', on: 'checked_in', reward: { points: 10 }, refund: 'none' },
  { currency: 'points', on: 'order_completed', reward: { of: 'amount', steps: [{ from: 0, points: 5 }, { from: 500, rate: 0.3 }] } },
];

describe('earn rules as forms', () => {
  it('come back as they were', () => { for (const d of documents) expect(writeRule(readRule(d))).toEqual(d); });
  it('keep what a multiplier has and the form has not', () => expect(writeRule(readRule({ multipliers: [{ name: 'x', by: 2, later: 1 }] })).multipliers).toEqual([{ name: 'x', by: 2, later: 1 }]));
  it('read nonsense as an empty rule', () => { for (const d of [{ reward: 3, multipliers: 'x', caps: [], refund: 7 }, {}]) expect(writeRule(readRule(d))).toEqual({ reward: { of: 'amount', points: 1 } }); });
  it('change the reward without losing the rest', () => {
    const f = readRule(documents[0] as Record<string, unknown>);
    expect(writeRule({ ...f, reward: 'fixed', points: '20' })).toMatchObject({ reward: { points: 20 }, combine: 'sum' });
    expect(writeRule({ ...f, refund: 'none' }).refund).toBe('none');
  });
  it('take lists as people type them', () => expect(writeRule({ ...readRule({}), multipliers: [{ ...readRule({ multipliers: [{}] }).multipliers[0]!, name: 'd', monthDays: '8，18、28', dates: '2026-11-11 2026-12-12' }] }).multipliers).toEqual([{ name: 'd', month_days: [8, 18, 28], dates: ['2026-11-11', '2026-12-12'] }]));
  it('begin with something usable', () => expect(writeRule(firstRule('points'))).toEqual({ title: { zh: '消费积分', en: 'Points for orders' }, currency: 'points', on: 'order_completed where amount > 0', reward: { of: 'amount', points: 1 } }));
  it('read text as a document or say what is wrong', () => {
    expect(parseJson('{"a": 1}')).toEqual({ document: { a: 1 } });
    for (const s of ['', '[1]', '{', '3']) expect(parseJson(s)).toHaveProperty('wrong');
  });
});
