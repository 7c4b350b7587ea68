/* Programmes to begin with. */
import type { Title } from '@/api/types';
import type { Doc } from './doc';

export interface Template { id: 'growth' | 'orders' | 'paid' | 'blank'; title: Title; help: Title; doc: Doc }

export const templates: readonly Template[] = [
  { id: 'growth', title: { zh: '按成长值分级', en: 'Levels by growth' }, help: { zh: '三个等级，消费得成长值，一年一评', en: 'Three levels; buying earns growth; looked at every year' }, doc: {
    title: { zh: '会员俱乐部', en: 'The club' }, growth: 'growth', period: { from_upgrade: 12 }, downgrade: { to: 'one_level', grace_days: 15 },
    levels: [
      { slug: 'silver', title: { zh: '银卡', en: 'Silver' } },
      { slug: 'gold', title: { zh: '金卡', en: 'Gold' }, growth: 1000, keep: 800, benefits: { points: 1.5 } },
      { slug: 'black', title: { zh: '黑卡', en: 'Black' }, growth: 5000, keep: 4000, benefits: { points: 2 } },
    ] } },
  { id: 'orders', title: { zh: '按消费分级', en: 'Levels by orders' }, help: { zh: '不用成长值，直接按近一年订单定级', en: 'No growth value: the orders of the last year decide' }, doc: {
    title: { zh: '会员俱乐部', en: 'The club' }, period: 'year',
    levels: [
      { slug: 'member', title: { zh: '会员', en: 'Member' } },
      { slug: 'vip', title: { zh: 'VIP', en: 'VIP' }, when: 'count(order_completed, last 365 days) >= 3', benefits: { points: 1.5 } },
    ] } },
  { id: 'paid', title: { zh: '付费会员', en: 'Paid membership' }, help: { zh: '月卡与年卡，可试用，按日退款', en: 'By month and by year, with a trial and refunds by the day' }, doc: {
    title: { zh: '付费会员', en: 'Paid membership' }, join: 'paid',
    levels: [{ slug: 'plus', title: { zh: 'PLUS 会员', en: 'Plus' }, benefits: { points: 2 } }],
    plans: [{ slug: 'month', title: { zh: '月卡', en: 'By month' }, price: 30, months: 1, trial_days: 7, grace_days: 3, refund: 'by_day' }, { slug: 'year', title: { zh: '年卡', en: 'By year' }, price: 298, months: 12, grace_days: 7, refund: 'by_day' }] } },
  { id: 'blank', title: { zh: '空白', en: 'Blank' }, help: { zh: '从一个等级开始', en: 'Begin with one level' }, doc: { title: { zh: '会员体系', en: 'Membership' }, levels: [{ slug: 'member', title: { zh: '会员', en: 'Member' } }] } },
];
