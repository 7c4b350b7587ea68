/* What one begins with: drafts that say all that is asked before they may begin. */
import type { Title } from '@/api/types';
import type { Doc, Kind } from './doc';

export interface Template { id: string; kind: Kind; title: Title; help: Title; doc: Doc }

const day = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
const gate = (unit_cost: number, times = 1000): Doc => ({ budget: { times }, unit_cost, until: day(90), holdout: '10%' });
const pts = (points: number) => ({ points, currency: 'points' });

export const templates: readonly Template[] = [
  { id: 'first', kind: 'task', title: { zh: '首单有礼', en: 'First order' }, help: { zh: '完成第一笔订单，领取奖励', en: 'A reward for the very first order' },
    doc: { title: { zh: '首单有礼', en: 'First order' }, active: false, goal: { on: 'order_completed', count: 1 }, who: 'count(order_completed) <= 1', claim: 'by_person', rewards: [pts(100)], ...gate(5) } },
  { id: 'month', kind: 'task', title: { zh: '本月下三单', en: 'Three orders this month' }, help: { zh: '每月三单，每月可得一次', en: 'Three orders a month, rewarded every month' },
    doc: { title: { zh: '本月下三单', en: 'Three orders this month' }, active: false, goal: { on: 'order_completed', count: 3 }, period: 'monthly', rewards: [pts(150)], ...gate(8) } },
  { id: 'spend', kind: 'task', title: { zh: '本月消费满 500', en: 'Spend 500 this month' }, help: { zh: '按金额累计，退款自动扣回进度', en: 'Adds up amounts; refunds are taken back' },
    doc: { title: { zh: '本月消费满 500', en: 'Spend 500 this month' }, active: false, goal: { on: 'order_completed', sum: 'amount', reach: 500 }, period: 'monthly', rewards: [pts(300)], ...gate(15) } },
  { id: 'browse', kind: 'task', title: { zh: '每日逛一逛', en: 'Look around every day' }, help: { zh: '每天浏览 5 件不同商品', en: 'Five different items a day' },
    doc: { title: { zh: '每日逛一逛', en: 'Look around every day' }, active: false, goal: { on: 'product_viewed', distinct: 'item_id', count: 5 }, period: 'daily', rewards: [pts(5)], limits: { per_person: 30 }, ...gate(0.2, 20000) } },
  { id: 'profile', kind: 'task', title: { zh: '完善资料', en: 'Complete the profile' }, help: { zh: '填写生日后领取奖励', en: 'A reward for saying the birthday' },
    doc: { title: { zh: '完善资料', en: 'Complete the profile' }, active: false, goal: { on: '$set where birthday is set', count: 1 }, claim: 'by_person', rewards: [pts(50)], ...gate(2) } },
  { id: 'week', kind: 'check_in', title: { zh: '七日签到', en: 'Seven-day check-in' }, help: { zh: '连续签到奖励递增，七天一轮', en: 'Each day in a row gives more, for seven days' },
    doc: { title: { zh: '每日签到', en: 'Daily check-in' }, active: false, days: [[pts(5)], [pts(5)], [pts(10)], [pts(10)], [pts(15)], [pts(15)], [pts(30)]], milestones: [{ days: 30, rewards: [pts(200)] }], ...gate(0.3, 100000) } },
  { id: 'plain', kind: 'check_in', title: { zh: '每日签到', en: 'The same every day' }, help: { zh: '每天奖励相同，连续 7 天另有奖励', en: 'The same each day, more after seven in a row' },
    doc: { title: { zh: '每日签到', en: 'Daily check-in' }, active: false, days: [[pts(5)]], milestones: [{ days: 7, rewards: [pts(30)] }], ...gate(0.2, 100000) } },
  { id: 'ten', kind: 'badge', title: { zh: '十单达人', en: 'Ten orders' }, help: { zh: '累计下单 10 次，永久保留', en: 'For ten orders, kept for ever' },
    doc: { title: { zh: '十单达人', en: 'Ten orders' }, picture: '🏅', active: true, when: 'count(order_completed) >= 10' } },
  { id: 'regular', kind: 'badge', title: { zh: '常客', en: 'Regular' }, help: { zh: '近 90 天至少 3 单，不再满足时收回', en: 'Three orders in 90 days, only while it holds' },
    doc: { title: { zh: '常客', en: 'Regular' }, picture: '⭐', active: true, when: 'count(order_completed, last 90 days) >= 3', keep: 'while' } },
];
