import type { Example } from '@/parts/question/Begin';

export const examples: readonly Example[] = [
  { id: 'buyers', title: { zh: '买过 / 加购 / 分享', en: 'Buyers, cart and sharers' }, help: { zh: '近 90 天做过这三件事的人有多少相同', en: 'Who did which of the three in the last 90 days' }, events: ['order_completed', 'product_added', 'product_shared'], doc: { sets: ['did(order_completed, last 90 days)', 'did(product_added, last 90 days)', 'did(product_shared, last 90 days)'] } },
  { id: 'loyal', title: { zh: '常客与大客户', en: 'Frequent and high spending' }, help: { zh: '一年买三次以上，和花得最多的人', en: 'Three orders a year, and who spends much' }, events: ['order_completed'], doc: { sets: ['count(order_completed, last 365 days) >= 3', 'sum(order_completed.amount, last 365 days) > 1000'] } },
];
