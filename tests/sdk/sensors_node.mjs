// SPDX-License-Identifier: GPL-3.0-or-later
// sa-sdk-node: a device browses, becomes a member, buys; gzip.  Usage: node sensors_node.mjs HOST KEY
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const sdk = require('sa-sdk-node')
const [host, key] = process.argv.slice(2)
const errors = []
const sa = new (sdk.default || sdk)()
const wait = (ms) => new Promise((r) => setTimeout(r, ms))
const sender = sa.submitTo({ url: `${host}/sa?project=${key}`, gzip: true, mode: 'track', timeout: 10000 }, { count: 4, timeSpan: 200 })
sender.subscribe(() => {}, (e) => errors.push(String(e)), () => {})
process.on('unhandledRejection', (e) => errors.push(String(e)))
sa.registerSuperProperties({ channel: 'tmall' })
sa.track('sa-node-cookie', 'ViewProduct', { product_id: 'P1', product_name: '卫衣', price: 149.95, tags: ['a', 'b'] })
sa.trackSignup('sa-node-member', 'sa-node-cookie', { source: 'register' })
sa.track('sa-node-member', 'PayOrder', { $is_login_id: true, order_id: 'SN-1', amount: 299.9 })
sa.profileSet('sa-node-member', { $name: '李雷', city: '广州' })
sa.profileSetOnce('sa-node-member', { first_channel: 'wechat' })
sa.profileIncrement('sa-node-member', { points: 10 })
sa.profileAppend('sa-node-member', { interests: ['shoes'] })
sa.itemSet('product', 'P1', { name: '卫衣', price: 149.95 })
await wait(1500)
console.log(JSON.stringify({ errors }))
process.exit(0)
