/* Rules to begin with.  One is offered only where the workspace has the events and classifications it speaks of. */
import type { Title, Vocabulary } from '@/api/types';

export interface Template { id: string; title: Title; help: Title; expression: string; events: readonly string[]; classes?: readonly string[] }

export const templates: readonly Template[] = [
  { id: 'quiet', title: { zh: '高价值，最近没来', en: 'High value, gone quiet' }, help: { zh: '一年里消费 1,000 以上，近 60 天没有下单', en: 'Spent over 1,000 in a year, no order for 60 days' },
    expression: 'sum(order_completed.amount, last 365 days) >= 1000 and not did(order_completed, last 60 days)', events: ['order_completed'] },
  { id: 'second', title: { zh: '新客，还没复购', en: 'New buyers without a second order' }, help: { zh: '15 到 60 天前下了第一单，至今只有一单', en: 'First order 15 to 60 days ago, and only that one' },
    expression: 'count(order_completed) = 1 and days_since(first(order_completed)) between 15 and 60', events: ['order_completed'] },
  { id: 'cart', title: { zh: '7 天内加购未买', en: 'Left in the cart, 7 days' }, help: { zh: '近 7 天加过购物车，没有下单', en: 'Added to the cart in 7 days and did not order' },
    expression: 'did(product_added, last 7 days) and not did(order_completed, last 7 days)', events: ['product_added', 'order_completed'] },
  { id: 'browse', title: { zh: '反复浏览，从未下单', en: 'Looks often, never ordered' }, help: { zh: '近 30 天浏览商品 5 次以上，从没下过单', en: 'Viewed products 5 times in 30 days, never ordered' },
    expression: 'count(product_viewed, last 30 days) >= 5 and not did(order_completed)', events: ['product_viewed', 'order_completed'] },
  { id: 'loyal', title: { zh: '高频老客', en: 'Frequent buyers' }, help: { zh: '近 180 天下单 3 次以上，最近 30 天还在买', en: 'Three orders or more in 180 days, one of them in the last 30' },
    expression: 'count(order_completed, last 180 days) >= 3 and did(order_completed, last 30 days)', events: ['order_completed'] },
  { id: 'signup', title: { zh: '注册后没有下单', en: 'Signed up, no order yet' }, help: { zh: '近 30 天注册，还没有第一单', en: 'Signed up in 30 days, no first order' },
    expression: 'did(signed_up, last 30 days) and not did(order_completed)', events: ['signed_up', 'order_completed'] },
  { id: 'refund', title: { zh: '退款之后没再买', en: 'Refunded and not back' }, help: { zh: '近 90 天退过款，近 30 天没有下单', en: 'A refund in 90 days, no order in the last 30' },
    expression: 'did(order_refunded, last 90 days) and not did(order_completed, last 30 days)', events: ['order_refunded', 'order_completed'] },
  { id: 'risk', title: { zh: 'RFM 重要挽留', en: 'RFM: cannot lose them' }, help: { zh: '过去常买、花得多，最近不来了', en: 'Bought often and much, and stopped coming' },
    expression: 'class(rfm) = "cant_lose"', events: [], classes: ['rfm.cant_lose'] },
];

export function offered(v: Vocabulary): Template[] {
  const events = new Set(v.events.map((e) => e.name));
  const classes = new Set(v.classifications.flatMap((c) => c.classes.map((k) => `${c.slug}.${k.name}`)));
  return templates.filter((t) => t.events.every((e) => events.has(e)) && (t.classes ?? []).every((c) => classes.has(c)));
}
