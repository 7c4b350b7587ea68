// SPDX-License-Identifier: GPL-3.0-or-later
// posthog-node: what an anonymous visitor saw becomes a user's, attributes, an order, a company.
// Usage: node posthog_node.mjs HOST KEY
import { PostHog } from 'posthog-node'

const [host, key] = process.argv.slice(2)
const errors = []
const posthog = new PostHog(key, { host, flushAt: 3, flushInterval: 200, fetchRetryCount: 2 })
posthog.on('error', (e) => errors.push(String(e)))
// As PostHog documents it for events of visitors; without it a server's distinctId is a user's.
posthog.capture({ distinctId: 'ph-anon', event: 'Product Viewed', properties: { product_id: 'p1', price: 88.5, $process_person_profile: false } })
posthog.alias({ distinctId: 'ph-user', alias: 'ph-anon' })
posthog.identify({ distinctId: 'ph-user', properties: { city: '南京' } })
posthog.capture({
  distinctId: 'ph-user',
  event: 'Order Completed',
  timestamp: new Date(Date.now() - 3600000),
  properties: { order_id: 'PH-1', revenue: 99.5, $set: { plan: 'gold' }, $set_once: { first_seen: 'may' } }
})
posthog.groupIdentify({ groupType: 'company', groupKey: 'acme', properties: { name: 'Acme' } })
posthog.capture({ distinctId: 'ph-user', event: 'with group', groups: { company: 'acme' } })
for (let i = 0; i < 20; i++) posthog.capture({ distinctId: `ph-${i % 4}`, event: 'Ph Loop', properties: { i } })
await posthog.shutdown(10000)
console.log(JSON.stringify({ errors }))
