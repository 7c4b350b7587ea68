import { describe, expect, it } from 'vitest';
import { fill } from '@/i18n/define';
import { reachOf } from './reach';
import { sentences, type Tellers } from './sentences';
import { strings } from './strings';
import type { Doc } from './doc';

const tellers = (lang: 'zh' | 'en'): Tellers => ({
  t: ((key: keyof typeof strings, params: Record<string, string | number> = {}) => fill(strings[key][lang], params, (v) => String(v)).join('')) as never,
  f: { lang, decimal: String, money: (v: unknown) => `¥${String(v)}` } as never, pick: (t) => t[lang], names: { currency: (s) => `<${s}>`, coupon: (s) => `<${s}>`, draw: (s) => `<${s}>` }, who: '买过',
});
const club: Doc = {
  join: { when: 'x' }, growth: 'growth', period: { from_upgrade: 12 }, downgrade: { to: 'one_level', grace_days: 15 }, member_day: { week: 5 }, enrol: [{ on: 'signed_up' }],
  levels: [{ slug: 'silver' }, { slug: 'gold', title: { zh: '金卡', en: 'Gold' }, growth: 1000, keep: 800, when: 'y', gifts: { upgrade: [{ coupon: 'a', count: 2 }, { points: 5, currency: 'p' }] } }, { slug: 'hand' }],
  welcome: [{ slug: 'w', sources: ['till', 'app'], gifts: [{ coupon: 'a' }, { draw: 'd', turns: 3 }] }],
};

describe('a programme in sentences', () => {
  it('says everything once, in Chinese', () => expect(sentences(club, tellers('zh'))).toEqual([
    '满足条件的人可以入会：买过', '发生以下事件时自动入会：signed_up。', '等级自达到起保留 12 个月，到期评定。', '未保级者有 15 天宽限，之后降一级。', '入会礼“w”（来源 till、app）：“<a>”券 1 张、抽奖“<d>”3 次。',
    'silver：所有会员。', '金卡：成长值满 1000（满 800 保级），并且满足条件。', '金卡 · 升级礼：“<a>”券 2 张、5 <p>。', 'hand：仅由人工设定。', '会员日为每周五。']));
  it('and in English', () => expect(sentences({ join: 'paid', plans: [{ slug: 'm', price: 30, months: 1, trial_days: 7 }], levels: [{ slug: 'a' }] }, tellers('en'))).toEqual([
    'One joins by buying a plan: m, ¥30 for 1 month, 7 days of trial.', 'A level once reached is kept for ever.', 'a: every member.']));
});

describe('what saving does to members', () => {
  const counts = [{ level: 'gold', status: 'active', members: 3 }, { level: 'gold', status: 'left', members: 9 }, { level: 'silver', status: 'active', members: 2 }];
  it('names levels that go, with those who have them', () => expect(reachOf(club, { ...club, levels: club.levels?.slice(0, 1) ?? [] }, counts)).toEqual({ rules: true, gone: [{ level: { zh: '金卡', en: 'Gold' }, members: 3 }, { level: { zh: 'hand', en: 'hand' }, members: 0 }] }));
  it('is nothing for names and benefits', () => expect(reachOf(club, { ...club, title: 'x', levels: (club.levels ?? []).map((l) => ({ ...l, benefits: { points: 2 } })) }, counts)).toEqual({ rules: false, gone: [] }));
});
