// SPDX-License-Identifier: GPL-3.0-or-later
// mixpanel for Node (which imports over HTTPS only): events, a batch, attributes; it fails unless the answer is exactly "1".
// Usage: node mixpanel_node.mjs HOST KEY
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const Mixpanel = require('mixpanel')
const [server, key] = process.argv.slice(2)
const url = new URL(server)
const errors = []
const mixpanel = Mixpanel.init(key, { host: url.host, protocol: url.protocol.replace(':', ''), path: '/mixpanel', keepAlive: false })
const call = (f, ...args) => new Promise((done) => f(...args, (e) => {
  if (e) errors.push(String(Array.isArray(e) ? e[0] : e))
  done()
}))
const day = 86400
const now = Math.floor(Date.now() / 1000)
await call(mixpanel.track.bind(mixpanel), 'Product Viewed', { distinct_id: '$device:mp-dev', $device_id: 'mp-dev', product_id: 'p1', price: 88.5 })
await call(mixpanel.track.bind(mixpanel), 'Signed In', { distinct_id: 'mp-user', $device_id: 'mp-dev', $user_id: 'mp-user' })
await call(mixpanel.people.set.bind(mixpanel.people), 'mp-user', { city: '武汉', vip: true })
await call(mixpanel.people.set_once.bind(mixpanel.people), 'mp-user', { first_seen: 'may' })
await call(mixpanel.people.increment.bind(mixpanel.people), 'mp-user', { points: 10 })
await call(mixpanel.people.increment.bind(mixpanel.people), 'mp-user', { points: 10 })
await call(mixpanel.people.append.bind(mixpanel.people), 'mp-user', { interests: 'tea' })
await call(mixpanel.people.union.bind(mixpanel.people), 'mp-user', { interests: ['tea', 'cups'] })
await call(mixpanel.track_batch.bind(mixpanel), Array.from({ length: 8 }, (_, i) => ({ event: 'Mp Loop', properties: { distinct_id: `mp-${i % 4}`, i, $insert_id: `mp-loop-${i}` } })))
const order = { event: 'Order Completed', properties: { distinct_id: 'mp-user', order_id: 'MP-1', revenue: 66.5, time: now - day, $insert_id: 'mp-order-1' } }
await call(mixpanel.track_batch.bind(mixpanel), [order, order]) // a repetition
console.log(JSON.stringify({ errors }))
