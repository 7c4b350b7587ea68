// SPDX-License-Identifier: GPL-3.0-or-later
// @segment/analytics-next in Chromium, settings from our server, preflights and all.  Usage: node segment_browser.mjs HOST KEY
import { inPage } from './page.mjs'

const [host, key] = process.argv.slice(2)
const html = `<!doctype html><title>茶铺</title>
<script src="/analytics.js"></script>
<script type="module">
  const analytics = window.AnalyticsNext ? window.AnalyticsNext.AnalyticsBrowser.load(
    { writeKey: ${JSON.stringify(key)}, cdnURL: ${JSON.stringify(host)} },
    { integrations: { 'Segment.io': { apiHost: ${JSON.stringify(host.replace(/^https?:\/\//, ''))} + '/v1', protocol: 'http' } } }
  ) : null
  const seen = []
  analytics.on('error', (e) => seen.push(String(e.reason || e)))
  await analytics.page('Home')
  await analytics.track('Product Viewed', { product_id: 'b1', price: 20.5 })
  await analytics.identify('browser-1', { city: '苏州' })
  await analytics.track('Checkout Started', { value: 41 })
  await analytics.alias('browser-1')
  const user = await analytics.user()
  const anonymous = user.anonymousId()
  await analytics.reset()
  await analytics.track('After Logout', {})
  await new Promise((r) => setTimeout(r, 1500))
  window.done = { errors: seen, anonymous }
</script>`
console.log(JSON.stringify(await inPage(html, { '/analytics.js': '@segment/analytics-next/dist/umd/index.js' })))
