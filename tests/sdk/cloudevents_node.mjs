// SPDX-License-Identifier: GPL-3.0-or-later
// cloudevents: binary and structured mode, chunked bodies.  Usage: node cloudevents_node.mjs HOST KEY
import { CloudEvent, HTTP, emitterFor, Mode } from 'cloudevents'

const [host, key] = process.argv.slice(2)
const errors = []
const transport = async (message) => {
  const r = await fetch(`${host}/cloudevents?token=${key}`, { method: 'POST', headers: message.headers, body: message.body })
  if (r.status < 200 || r.status > 299) errors.push(`${r.status} ${await r.text()}`)
}
const event = (id, mode) =>
  new CloudEvent({ id, source: '/orders', type: 'parcel.shipped', subject: 'ce-1', time: new Date().toISOString(), datacontenttype: 'application/json', data: { carrier: 'SF', mode } })
await emitterFor(transport, { binding: HTTP, mode: Mode.BINARY })(event('ce-a', 'binary'))
await emitterFor(transport, { binding: HTTP, mode: Mode.STRUCTURED })(event('ce-b', 'structured'))
await emitterFor(transport, { binding: HTTP, mode: Mode.STRUCTURED })(event('ce-b', 'structured')) // a repetition
console.log(JSON.stringify({ errors }))
