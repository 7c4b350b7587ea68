import type { Example } from '@/parts/question/Begin';

export const examples: readonly Example[] = [
  { id: 'orders', title: { zh: '每人下了几单', en: 'Orders per person' }, help: { zh: '近一年，逐个次数看', en: 'In a year, each number apart' }, events: ['order_completed'], doc: { events: 'order_completed', bins: 'each', range: 'last 365 days' } },
  { id: 'spend', title: { zh: '每人花了多少', en: 'Spending per person' }, help: { zh: '近 90 天的消费金额', en: 'Amount in the last 90 days' }, events: ['order_completed'], doc: { events: 'order_completed', measure: { sum: 'amount' }, range: 'last 90 days' } },
  { id: 'days', title: { zh: '每人来了几天', en: 'Days of visiting per person' }, help: { zh: '近 30 天有行为的天数', en: 'Days with any event of the last 30' }, events: ['product_viewed'], doc: { events: '*', measure: 'days', bins: 'each', range: 'last 30 days' } },
];
