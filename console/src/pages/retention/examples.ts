import type { Example } from '@/parts/question/Begin';

export const examples: readonly Example[] = [
  { id: 'repurchase', title: { zh: '首单之后复购', en: 'Buying again after the first order' }, help: { zh: '按首单所在月，看之后各月复购', en: 'By month of the first order' }, events: ['order_completed'], doc: { start: 'order_completed', return: 'order_completed', grain: 'month', range: 'last 365 days' } },
  { id: 'active', title: { zh: '注册之后回访', en: 'Coming back after sign-up' }, help: { zh: '按注册周，看之后每周还来不来', en: 'By week of signing up' }, events: ['signed_up'], doc: { start: 'signed_up', range: 'last 90 days' } },
  { id: 'value', title: { zh: '首单之后的消费', en: 'Spending after the first order' }, help: { zh: '每人累计消费多少，按月', en: 'What each has spent, by month' }, events: ['order_completed'], doc: { start: 'order_completed', return: 'order_completed', grain: 'month', mode: 'until', measure: { sum: 'amount' }, range: 'last 365 days' } },
  { id: 'channel', title: { zh: '各渠道的回访', en: 'Coming back, by channel' }, help: { zh: '打开应用的人，按渠道比较', en: 'Visitors of each channel compared' }, events: ['product_viewed'], doc: { start: 'product_viewed', first: 'range', range: 'last 90 days', by: { property: 'channel' } } },
];
