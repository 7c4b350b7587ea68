// SPDX-License-Identifier: GPL-3.0-or-later
// A shop's page in Chromium, on an origin of its own: serves one HTML text and files of packages on loopback, opens it,
// waits until the page says `window.done`, and gives back what it says.
import { createReadStream } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const require = createRequire(import.meta.url)
const programs = process.env.CHROMIUM ? [process.env.CHROMIUM] : ['/usr/bin/chromium', '/usr/bin/chromium-browser']

export async function inPage(html, files, seconds = 40) {
  const server = createServer((q, a) => {
    const path = new URL(q.url, 'http://x').pathname
    if (files[path]) {
      a.setHeader('Content-Type', 'text/javascript')
      createReadStream(require.resolve(files[path])).pipe(a)
    } else if (path === '/' || path === '/next') {
      a.setHeader('Content-Type', 'text/html; charset=utf-8')
      a.end(html)
    } else {
      a.statusCode = 404
      a.end()
    }
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', ready))
  const browser = await chromium.launch({ executablePath: programs.find((p) => p), args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    const trouble = []
    page.on('console', (m) => m.type() === 'error' && !m.text().includes('favicon') && trouble.push(m.text()))
    page.on('pageerror', (e) => trouble.push(String(e)))
    await page.goto(`http://localhost:${server.address().port}/?utm_source=wechat&utm_medium=social&utm_campaign=spring`)
    await page.waitForFunction('window.done', null, { timeout: seconds * 1000 })
    const said = await page.evaluate('window.done')
    return { ...said, trouble }
  } finally {
    await browser.close()
    server.close()
  }
}
