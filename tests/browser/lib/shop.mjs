// SPDX-License-Identifier: GPL-3.0-or-later
// What the walks of the mall, of leaderboards and of promotions share: documents, and a shop's back end.
import { check, tour } from './tour.mjs';

const day = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
export const documents = `kind: currency
slug: points
title: {en: Points, zh: 积分}
---
kind: mall_item
slug: shop-cup
title: {en: Tea cup, zh: 骨瓷茶杯}
text: {en: Bone china with a lid, zh: 带盖骨瓷茶杯}
category: {en: Home, zh: 家居}
active: true
price: {points: 500, currency: points}
stock: {in_all: 40}
limits: {in_all: 5}
order: {most: 3}
hand: ship
unit_cost: 12.5
budget: 1000
until: ${day(60)}
---
kind: mall_item
slug: shop-set
title: {en: Gift set, zh: 茶礼盒}
category: {en: Home, zh: 家居}
active: true
price: {points: 100, currency: points, money: 9.90}
stock: {in_all: 5}
order: {pay_url: "https://shop.example.com/pay?order={order}"}
hand: pick_up
stores: [West Lake, 人民广场店]
unit_cost: 20
budget: 200
until: ${day(60)}
---
kind: mall_item
slug: shop-ticket
title: {en: Tasting ticket, zh: 品鉴会门票}
active: true
price: {points: 90000, currency: points}
hand: virtual
unit_cost: 0
until: ${day(60)}
---
kind: leaderboard
slug: shop-top
title: {en: Buyers of the month, zh: 本月消费榜}
description: {en: Orders less refunds, zh: 订单金额减退款}
active: true
score: sum(order_completed.amount) - sum(order_refunded.amount)
period: month
show: 10
prizes:
- {ranks: 1, rewards: [{points: 500, currency: points}]}
- {ranks: 2-10, rewards: [{points: 50, currency: points}]}
budget: {points: 100000}
unit_cost: 1
until: ${day(400)}
holdout: 1%
`;

/** A shop's back end: an owner's session, asked by hand. */
export async function shop(v) {
  const login = await v.context.request.post(`${tour.base}/api/login`, { data: tour.users[v.lang] });
  const csrf = (await login.json()).csrf;
  const raw = async (method, path, data) => v.context.request[method](`${tour.base}/api/w/main${path}`, { data, headers: { 'X-CSRF-Token': csrf, 'Idempotency-Key': `${v.lang}-${process.pid}-${Math.random()}` } });
  const ask = async (method, path, data) => {
    const r = await raw(method, path, data);
    if (!r.ok()) throw new Error(`${path}: ${r.status()} ${await r.text()}`);
    return r.status() === 204 ? null : r.json();
  };
  return { raw, post: (path, data) => ask('post', path, data), get: (path) => ask('get', path) };
}

export async function until(what, holds) {
  for (const end = Date.now() + 60_000; ;) {
    const got = await what();
    if (holds(got)) return got;
    check(Date.now() < end, 'waited too long');
    await new Promise((r) => setTimeout(r, 100));
  }
}

/** The board computes when it opens; everybody with an order this month is on it. */
export async function listed(back, names, v) {
  const secret = (await back.post('/collect/keys', { title: `shop-${Math.random()}`, kind: 'server' })).secret;
  for (const [i, name] of names.entries()) {
    const r = await v.context.request.post(`${tour.base}/v1/events`, { headers: { Authorization: `Bearer ${secret}` }, data: { event: 'order_completed', user_id: name, message_id: `shop-${name}`, properties: { order_id: `shop-${name}`, amount: 90000 - i * 100 } } });
    check(r.ok(), `an order: ${r.status()}`);
  }
  return until(async () => {
    const r = await back.raw('get', `/leaderboards/shop-top/people/${names[0]}`);
    return r.ok() ? r.json() : null;
  }, (a) => a !== null && (a.held_out || a.listed));
}

/** The dialog that asks for a name and a slug. */
export async function named(v, name, slug) {
  const dialog = v.p.getByRole('dialog');
  await dialog.locator('input').first().fill(name);
  await dialog.locator('input').nth(1).fill(slug);
  await dialog.locator('.ant-btn-primary').click();
}

/** The page at both widths, in light and dark: everything fits and can be used. */
export async function looks(v, name) {
  for (const theme of ['light', 'dark']) {
    await v.p.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await v.p.waitForFunction((t) => document.documentElement.dataset.theme === t, theme);
    for (const width of [1280, 390]) {
      await v.p.setViewportSize({ width, height: width > 700 ? 900 : 844 });
      await v.settle();
      await v.fits(`${name} ${theme} ${width}`);
      await v.shot(`${v.lang}-${name}-${theme}-${width}`);
    }
    await v.accessible(`${name} ${theme}`);
  }
  await v.p.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await v.p.setViewportSize({ width: 1280, height: 900 });
  await v.settle();
}
