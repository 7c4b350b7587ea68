import type { Example } from '@/parts/question/Begin';

export const examples: readonly Example[] = [
  { id: 'active', title: { zh: '活跃买家', en: 'Active buyers' }, help: { zh: '近 30 天下过单的人：这个月谁新来了，谁走了', en: 'Who ordered in the last 30 days: who is new this month, who is gone' }, events: ['order_completed'], doc: { of: 'did(order_completed, last 30 days)', range: 'last 30 days' } },
  { id: 'loyal', title: { zh: '常客', en: 'Regulars' }, help: { zh: '一年买三次以上的人，近 90 天的进出', en: 'Three orders a year: in and out over 90 days' }, events: ['order_completed'], doc: { of: 'count(order_completed, last 365 days) >= 3', range: 'last 90 days' } },
];
