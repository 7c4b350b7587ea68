// SPDX-License-Identifier: GPL-3.0-or-later
// sa-sdk-miniprogram with the parts of wx it uses: openid, unionid, a member, an order.  Usage: node sensors_mini.mjs HOST KEY
import { createRequire } from 'node:module'
import { errors, requests } from './wx.mjs'

const require = createRequire(import.meta.url)
const [host, key] = process.argv.slice(2)
const sdk = require('sa-sdk-miniprogram/dist/wechat/sensorsdata.cjs.js')
const sa = sdk.default || sdk
sa.setPara({ name: 'sensors', server_url: `${host}/sa?project=${key}`, show_log: false, batch_send: { send_timeout: 500, max_length: 6 }, autoTrack: { appLaunch: false, appShow: false, appHide: false, pageShow: false, pageShare: false, pageLeave: false } })
sa.registerApp({ shop: 'flagship' })
sa.init()
const wait = (ms) => new Promise((r) => setTimeout(r, ms))
await wait(300)
sa.bindOpenid('oABCD-openid-1')
sa.bindUnionid('uXYZ-unionid-1')
sa.track('ViewProduct', { product_id: 'P1', price: 149.95 })
await wait(1500)
sa.login('sa-mini-member')
sa.setProfile({ city: '广州' })
sa.track('PayOrder', { order_id: 'SM-1', amount: 88 })
await wait(2500)
console.log(JSON.stringify({ errors, requests }))
process.exit(0)
