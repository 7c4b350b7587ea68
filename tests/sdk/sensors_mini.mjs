// SPDX-License-Identifier: GPL-3.0-or-later
// sa-sdk-miniprogram with the parts of wx it uses: openid, unionid, a member, an order.  The SDK's own requests go out as they are,
// with the referer WeChat adds.  Usage: node sensors_mini.mjs HOST KEY
import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
const [host, key] = process.argv.slice(2)
const appid = 'wx1234567890abcdef'
const errors = []
const stored = new Map()
let requests = 0
const later = (options, value) => setTimeout(() => {
  options?.success?.(value)
  options?.complete?.(value)
}, 0)
const fail = (options, message) => {
  errors.push(message)
  options.fail?.({ errMsg: message })
  options.complete?.({ errMsg: message })
}
const known = {
  getStorageSync: (k) => stored.get(k) ?? '',
  setStorageSync: (k, v) => stored.set(k, v),
  getStorage: (o) => later(o, { data: stored.get(o.key) ?? '' }),
  setStorage: (o) => (stored.set(o.key, o.data), later(o, {})),
  getSystemInfo: (o) => later(o, { brand: 'APPLE', model: 'iPhone 15', system: 'iOS 17.2', platform: 'ios', screenWidth: 390, screenHeight: 844, version: '8.0.47', SDKVersion: '3.4.0' }),
  getSystemInfoSync: () => ({ brand: 'APPLE', model: 'iPhone 15', system: 'iOS 17.2', platform: 'ios', screenWidth: 390, screenHeight: 844, version: '8.0.47', SDKVersion: '3.4.0' }),
  getNetworkType: (o) => later(o, { networkType: 'wifi' }),
  getAccountInfoSync: () => ({ miniProgram: { appId: appid, version: '1.0.0', envVersion: 'release' } }),
  getLaunchOptionsSync: () => ({ scene: 1047, path: 'pages/index/index', query: {} }),
  request(o) {
    requests++
    fetch(o.url, {
      method: o.method || 'GET',
      headers: { ...o.header, referer: `https://servicewechat.com/${appid}/1/page-frame.html`, 'user-agent': 'Mozilla/5.0 (iPhone) MicroMessenger/8.0.47' },
      body: o.method === 'POST' ? o.data : undefined
    }).then(async (r) => {
      if (r.status !== 200) errors.push(`${r.status} of ${o.url}`)
      const result = { statusCode: r.status, data: await r.text() }
      o.success?.(result)
      o.complete?.(result)
    }, (e) => fail(o, String(e)))
  }
}
globalThis.wx = new Proxy(known, { get: (o, name) => o[name] ?? (() => undefined) })
globalThis.App = () => {}
globalThis.Page = () => {}
globalThis.Component = () => {}
globalThis.getApp = () => ({})
globalThis.getCurrentPages = () => [{ route: 'pages/index/index', options: {} }]

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
