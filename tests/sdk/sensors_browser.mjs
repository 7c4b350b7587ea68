// SPDX-License-Identifier: GPL-3.0-or-later
// sa-sdk-javascript in Chromium: anonymous, signed in, signed out again; a page of its own for each way of sending.
// Usage: node sensors_browser.mjs HOST KEY
import { inPage } from './page.mjs'

const [host, key] = process.argv.slice(2)
const page = (how, member) => `<!doctype html><title>茶铺</title><link rel="icon" href="data:,">
<script src="/sensors.js"></script>
<script type="module">
  const sensors = window.sensorsDataAnalytic201505
  const errors = []
  sensors.init({ server_url: ${JSON.stringify(`${host}/sa?project=${key}`)}, ${how}, is_track_single_page: false, show_log: false, heatmap: { clickmap: 'not_collect', scroll_notice_map: 'not_collect' } })
  const sent = (name, properties) => new Promise((done) => { sensors.track(name, properties); setTimeout(done, 150) })
  await sent('ViewProduct', { product_id: 'P1', price: 149.95, when: new Date(Date.UTC(2026, 0, 1)) })
  sensors.login(${JSON.stringify(member)})
  sensors.setProfile({ city: '广州' })
  await sent('AddToCart', { product_id: 'P1' })
  sensors.logout()
  await sent('AfterLogout', {})
  await new Promise((r) => setTimeout(r, 7000 * ${how.includes('batch_send') ? 1 : 0} + 800))
  window.done = { errors, cookie: sensors.quick('getAnonymousID') }
</script>`
const ways = [["send_type: 'image'", 'sa-image'], ["send_type: 'ajax'", 'sa-ajax'], ["send_type: 'beacon'", 'sa-beacon'], ['batch_send: true', 'sa-batch']]
const errors = []
const trouble = []
const cookies = []
for (const [how, member] of ways) {
  const said = await inPage(page(how, member), { '/sensors.js': 'sa-sdk-javascript/sensorsdata.min.js' })
  errors.push(...said.errors)
  trouble.push(...said.trouble)
  cookies.push(said.cookie)
}
console.log(JSON.stringify({ errors, trouble, cookies }))
