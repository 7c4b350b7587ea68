// SPDX-License-Identifier: GPL-3.0-or-later
// @segment/analytics-node: who browses, signs in and buys.  Usage: node segment_node.mjs HOST KEY
import { Analytics } from '@segment/analytics-node'

const [host, writeKey] = process.argv.slice(2)
const analytics = new Analytics({ writeKey, host, flushAt: 5, flushInterval: 200, maxRetries: 3 })
const errors = []
analytics.on('error', (e) => errors.push(String(e.reason || e)))
const anonymousId = 'node-anon-1'
analytics.page({ anonymousId, name: 'Home', properties: { url: 'https://shop.example/?utm_source=news&utm_campaign=may', path: '/' } })
analytics.track({ anonymousId, event: 'Product Viewed', properties: { product_id: 'p1', name: '龙井', price: 88.5, currency: 'CNY' } })
analytics.identify({ anonymousId, userId: 'node-1', traits: { city: '杭州', vip: true } })
analytics.track({
  userId: 'node-1',
  anonymousId,
  event: 'Order Completed',
  properties: {
    order_id: 'N-1',
    revenue: 177,
    currency: 'CNY',
    products: [
      { product_id: 'p1', name: '龙井', price: 88.5, quantity: 1 },
      { product_id: 'p2', name: '普洱', price: 44.25, quantity: 2 }
    ]
  }
})
for (let i = 0; i < 20; i++) analytics.track({ userId: `node-${i % 4}`, event: 'Sdk Loop', properties: { i } })
await analytics.closeAndFlush({ timeout: 10000 })
console.log(JSON.stringify({ errors }))
