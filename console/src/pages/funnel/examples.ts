import type { Example } from '@/parts/question/Begin';

export const examples: readonly Example[] = [
  { id: 'purchase', title: { zh: '浏览 → 加购 → 支付', en: 'View → cart → order' }, help: { zh: '7 天内从看到买', en: 'From looking to buying within 7 days' }, events: ['product_viewed', 'product_added', 'order_completed'],
    doc: { steps: ['product_viewed', 'product_added', 'order_completed'], within: '7 days', range: 'last 30 days' } },
  { id: 'same', title: { zh: '同一件商品：看 → 加购 → 买', en: 'One and the same item' }, help: { zh: '每一步都是同一个商品', en: 'Every step about the same product' }, events: ['product_viewed', 'product_added', 'order_item'],
    doc: { steps: ['product_viewed', 'product_added', 'order_item'], hold: ['item_id'], within: '7 days', range: 'last 90 days' } },
  { id: 'first', title: { zh: '注册 → 首单', en: 'Sign-up → first order' }, help: { zh: '注册后 30 天内下单，按周看', en: 'Orders within 30 days of signing up, by week' }, events: ['signed_up', 'order_completed'],
    doc: { steps: ['signed_up', 'order_completed'], within: '30 days', range: 'last 90 days', trend: 'week' } },
  { id: 'repeat', title: { zh: '下单 → 再下单', en: 'Order → another order' }, help: { zh: '60 天内复购，按渠道比较', en: 'Bought again within 60 days, by channel' }, events: ['order_completed'],
    doc: { steps: ['order_completed', 'order_completed'], within: '60 days', range: 'last 180 days', by: { property: 'channel' } } },
];
