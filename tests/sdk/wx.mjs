// SPDX-License-Identifier: GPL-3.0-or-later
// The parts of wx that sa-sdk-miniprogram uses.  Requests go out as the SDK makes them, with the referer WeChat adds.
const appid = 'wx1234567890abcdef'
export const errors = []
const stored = new Map()
export let requests = 0
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
