import type { Example } from '@/parts/question/Begin';

export const examples: readonly Example[] = [
  { id: 'after', title: { zh: '浏览商品之后', en: 'After looking at a product' }, help: { zh: '接下来五步做了什么', en: 'What happens in the next five steps' }, events: ['product_viewed'], doc: { from: 'product_viewed', range: 'last 30 days' } },
  { id: 'before', title: { zh: '支付订单之前', en: 'Before an order' }, help: { zh: '一天之内从哪里来', en: 'Where they came from within a day' }, events: ['order_completed'], doc: { to: 'order_completed', within: '1 day', range: 'last 90 days' } },
  { id: 'between', title: { zh: '从浏览到支付', en: 'From looking to ordering' }, help: { zh: '到达的和没到达的各走了哪里', en: 'Ways of those who got there, and of those who did not' }, events: ['product_viewed', 'order_completed'], doc: { from: 'product_viewed', to: 'order_completed', within: '7 days', range: 'last 30 days' } },
];
