// SPDX-License-Identifier: GPL-3.0-or-later
// posthog-js in Chromium: gzip that nothing names, stubs, identify, reset.  (It
// takes a headless browser for a robot and is silent, unless told not to.)  Usage: node posthog_browser.mjs HOST KEY
import { inPage } from './page.mjs'

const [host, key] = process.argv.slice(2)
const html = `<!doctype html><title>茶铺</title><link rel="icon" href="data:,">
<script src="/posthog.js"></script>
<script type="module">
  const errors = []
  const posthog = window.posthog
  posthog.init(${JSON.stringify(key)}, { api_host: ${JSON.stringify(host)}, opt_out_useragent_filter: true, autocapture: false, capture_pageview: false, capture_pageleave: false, disable_session_recording: true, disable_external_dependency_loading: true, on_request_error: (r) => errors.push(String(r.statusCode)) })
  posthog.capture('Product Viewed', { product_id: 'p1', price: 9.9 })
  posthog.identify('ph-browser', { city: '苏州' })
  posthog.capture('Product Added', { product_id: 'p1' })
  posthog.reset()
  posthog.capture('After Logout')
  await new Promise((r) => setTimeout(r, 5000))
  window.done = { errors }
</script>`
console.log(JSON.stringify(await inPage(html, { '/posthog.js': 'posthog-js/dist/array.full.no-external.js' })))
