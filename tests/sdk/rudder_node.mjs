// SPDX-License-Identifier: GPL-3.0-or-later
// @rudderstack/rudder-sdk-node: gzip by default, labelled as a form.  Usage: node rudder_node.mjs HOST KEY
import RudderAnalytics from '@rudderstack/rudder-sdk-node'

const [host, writeKey] = process.argv.slice(2)
const client = new RudderAnalytics(writeKey, { dataPlaneUrl: host, flushAt: 3, flushInterval: 200, logLevel: 'error' })
client.identify({ userId: 'rudder-1', traits: { city: '成都' } })
client.track({ userId: 'rudder-1', event: 'Coupon Applied', properties: { coupon_id: 'C1', discount: '12.50' } })
client.track({ anonymousId: 'rudder-anon', event: 'Product Added', properties: { product_id: 'p9', quantity: 3 } })
await new Promise((done, failed) => client.flush((e) => (e ? failed(e) : done())))
console.log(JSON.stringify({ errors: [] }))
process.exit(0)
