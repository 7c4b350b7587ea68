import { describe, expect, it } from 'vitest';
import { readOccasion } from './occasion';
import { plansOf } from './plans';

describe('occasions of gifts', () => {
  it('are read', () => expect(['upgrade:gold', 'birthday:2026', 'member_day:2026-08-08', 'welcome'].map(readOccasion)).toEqual([{ is: 'upgrade', level: 'gold' }, { is: 'birthday', year: '2026' }, { is: 'member_day', day: '2026-08-08' }, { is: 'welcome' }]));
  it('that nobody knows stay as they are', () => expect(['', 'upgrade:', ':x', 'other:1'].map((x) => readOccasion(x).is)).toEqual(['other', 'other', 'other', 'other']));
});
describe('plans of a document', () => {
  it('are read with what is not said', () => expect(plansOf({ plans: [{ slug: 'm', price: 30 }, { slug: 'y', title: { zh: '年卡' }, price: '298.5', trial_days: 7, refund: 'by_day' }] })).toEqual([
    { slug: 'm', title: { zh: 'm', en: 'm' }, price: '30', trial: 0, refund: 'none' }, { slug: 'y', title: { zh: '年卡', en: '年卡' }, price: '298.5', trial: 7, refund: 'by_day' }]));
  it('of none are none', () => expect([plansOf(undefined), plansOf({}), plansOf({ plans: 'x' })]).toEqual([[], [], []]));
});
