import type { Example } from '@/parts/question/Begin';

export const examples: readonly Example[] = [
  { id: 'orders', title: { zh: '订单、买家与销售额', en: 'Orders, buyers and sales' }, help: { zh: '按周，和上期相比', en: 'By week, against the period before' }, events: ['order_completed'], doc: { series: ['order_completed', { events: 'order_completed', measure: 'people' }, { events: 'order_completed', measure: { sum: 'amount' } }], formulas: ['C / A'], grain: 'week', compare: 'previous', range: 'last 90 days' } },
  { id: 'active', title: { zh: '每天活跃多少人', en: 'People active each day' }, help: { zh: '按渠道分开', en: 'By channel' }, events: ['product_viewed'], doc: { series: [{ events: '*', measure: 'people' }], by: { property: 'channel' }, range: 'last 30 days' } },
  { id: 'sticky', title: { zh: '黏性 DAU / MAU', en: 'Stickiness, DAU / MAU' }, help: { zh: '当天的人占近 30 天的人', en: 'People of the day among those of 30 days' }, events: ['product_viewed'], doc: { series: [{ events: '*', measure: { stickiness: 30 } }], range: 'last 30 days' } },
  { id: 'hours', title: { zh: '一周里什么时候下单', en: 'When in the week they order' }, help: { zh: '星期 × 小时', en: 'Weekday by hour' }, events: ['order_completed'], doc: { series: ['order_completed'], grain: 'weekday_hour', range: 'last 90 days' } },
];
