import type { Example } from '@/parts/question/Begin';

export const examples: readonly Example[] = [
  { id: 'campaign', title: { zh: '广告与消息带来的订单', en: 'Orders from ads and messages' }, help: { zh: '按活动，三种模型并排', en: 'By campaign, three models side by side' }, events: ['promotion_clicked', 'message_clicked', 'order_completed'], doc: { conversion: 'order_completed', value: { sum: 'amount' }, touch: 'promotion_clicked or message_clicked', by: { property: 'campaign' }, model: ['first', 'last', 'linear'], range: 'last 90 days' } },
  { id: 'channel', title: { zh: '各渠道的访问对成交', en: 'Visits of each channel and sales' }, help: { zh: '按渠道，含 Shapley 与马尔可夫', en: 'By channel, with Shapley and Markov' }, events: ['product_viewed', 'order_completed'], doc: { conversion: 'order_completed', touch: 'product_viewed', by: { property: 'channel' }, within: '7 days', model: ['last', 'linear', 'shapley', 'markov'], range: 'last 90 days' } },
];
