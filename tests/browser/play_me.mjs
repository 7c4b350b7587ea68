// SPDX-License-Identifier: GPL-3.0-or-later
// What a brand's customer does on a phone besides looking: claims what a task gives, checks in, has badges, draws.
import { check, done, equal, holds, langs, test, tour } from './lib/tour.mjs';

const day = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
const gate = `budget: {times: 100000}\nunit_cost: 1\nuntil: ${day(60)}\nholdout: 1%\n`;
const documents = `kind: currency
slug: points
title: {en: Points, zh: 积分}
---
kind: task
slug: me-first
title: {en: Say hello, zh: 打个招呼}
description: {en: Once is enough, zh: 一次就好}
active: true
goal: {on: product_shared, count: 1}
claim: by_person
rewards: [{points: 30, currency: points}]
${gate}---
kind: task
slug: me-next
title: {en: Look at three, zh: 看三件}
active: true
goal: {on: product_viewed, count: 3}
after: me-first
${gate}---
kind: check_in
slug: me-daily
title: {en: Daily, zh: 每日签到}
active: true
days: [[{points: 5, currency: points}], [{points: 10, currency: points}], [{points: 20, currency: points}]]
milestones: [{days: 7, rewards: [{points: 50, currency: points}]}]
${gate}---
kind: badge
slug: me-friend
title: {en: Friend, zh: 好友}
picture: "🎈"
active: true
when: count(product_shared) >= 1
---
kind: draw
slug: me-wheel
title: {en: Lucky draw, zh: 幸运抽奖}
goal: order_completed
from: ${day(-1)}
until: ${day(20)}
free: {in_all: 1}
price: {points: 30, currency: points}
budget: 1000
holdout: 0.01
prizes:
- {slug: cup, title: {en: A cup, zh: 茶杯}, probability: 0.9999, cost: 9, gift: {en: At the till, zh: 到店领取}, stock: 500}
`;

/** A shop's back end: an owner's session, asked by hand. */
async function shop(v) {
  const login = await v.context.request.post(`${tour.base}/api/login`, { data: tour.users[v.lang] });
  const csrf = (await login.json()).csrf, headers = () => ({ 'X-CSRF-Token': csrf, 'Idempotency-Key': `${v.lang}-${process.pid}-${Math.random()}` });
  const ask = async (method, path, data) => {
    const r = await v.context.request[method](`${tour.base}/api/w/main${path}`, { data, headers: headers() });
    if (!r.ok()) throw new Error(`${path}: ${r.status()} ${await r.text()}`);
    return r.status() === 204 ? null : r.json();
  };
  return { ask, post: (path, data) => ask('post', path, data), get: (path) => ask('get', path) };
}

async function until(what, holds) {
  for (const end = Date.now() + 60_000; ;) {
    const got = await what();
    if (holds(got)) return got;
    check(Date.now() < end, 'waited too long');
    await new Promise((r) => setTimeout(r, 100));
  }
}

const settled = async (v) => { await v.p.locator('main').first().waitFor(); await v.p.waitForFunction(() => !document.querySelector('.waiting, .waits')); };
async function whole(v, name) {
  await v.accessible(name);
  const wide = await v.p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wide <= 0, `${name}: ${wide} px too wide`);
  await v.shot(name);
}

for (const lang of langs) {
  for (const theme of ['light', 'dark']) {
    await test(`tasks, check-in, badges, a draw, ${theme}`, lang, null, async (v) => {
      const { p } = v, { post, get } = await shop(v);
      await post('/resources/apply', { documents });
      await get('/tasks'); // the documents are noted: what comes now counts
      const secret = (await post('/collect/keys', { title: `me-${lang}-${theme}`, kind: 'server' })).secret;
      // somebody who is held out of nothing
      let who = null;
      for (let i = 0; i < 40 && !who; i++) {
        const name = `play-${lang}-${theme}-${i}`;
        await post(`/people/user_id:${name}/visit`, {});
        const [tasks, days, draw] = await Promise.all([get(`/people/${name}/tasks`), get(`/people/${name}/check-ins`), get(`/draws/me-wheel/people/${name}`)]);
        if (tasks.items.filter((x) => x.slug.startsWith('me-')).length === 2 && days.items.some((x) => x.slug === 'me-daily') && draw.may) who = name;
      }
      check(who, 'somebody takes part');
      await p.goto((await post(`/people/${who}/visit`, { page: 'tasks', minutes: 60 })).url);
      await settled(v);
      await v.see('完成“打个招呼”后解锁', 'Complete “Say hello” first');
      const sent = await v.context.request.post(`${tour.base}/v1/events`, { headers: { Authorization: `Bearer ${secret}` }, data: { event: 'product_shared', user_id: who, message_id: `share-${who}`, properties: { item_id: 'p1' } } });
      check(sent.ok(), `the event: ${sent.status()}`);
      await until(() => get(`/people/${who}/tasks`), (a) => a.items.find((x) => x.slug === 'me-first')?.claimable === 1);
      await p.reload();
      await settled(v);
      await whole(v, `play-${lang}-${theme}-tasks`);
      await p.getByRole('button', { name: v.say('领取: 打个招呼', 'Claim: Say hello') }).click();
      await v.see('已获得 +30 积分', 'You got +30 Points');
      await p.getByText(v.say('已完成', 'Completed'), { exact: true }).waitFor();
      await holds(async () => await p.getByRole('button', { name: v.say('领取: 打个招呼', 'Claim: Say hello') }).count() === 0, 'once');

      await p.getByRole('link', { name: v.say('签到', 'Check-in'), exact: true }).click();
      await settled(v);
      await v.see('连续签到奖励', 'For days in a row');
      const hero = p.locator('.hero').filter({ has: p.getByText(v.say('每日签到', 'Daily'), { exact: true }) }); // other walks have a “Daily en”
      await hero.getByRole('button', { name: v.say('签到', 'Check in'), exact: true }).click();
      await v.see('今日已签到', 'Checked in today');
      await settled(v);
      equal(await hero.locator('.hero-number').evaluate((e) => e.firstChild.textContent), '1', 'a day in a row');
      await holds(async () => await p.locator('.days .done[aria-current=date]').count() >= 1, 'today is marked');
      await whole(v, `play-${lang}-${theme}-checkin`);

      await p.getByRole('link', { name: v.say('徽章', 'Badges'), exact: true }).click();
      await v.see('好友', 'Friend');
      await whole(v, `play-${lang}-${theme}-badges`);

      await p.getByRole('link', { name: v.say('抽奖', 'Draw'), exact: true }).click();
      await settled(v);
      const box = p.locator('main > div > div', { hasText: v.say('幸运抽奖', 'Lucky draw') }).first();
      await v.see('99.99%');
      await v.see('剩余 1 次免费机会', '1 free draw left');
      await whole(v, `play-${lang}-${theme}-draw`);
      await box.getByRole('button', { name: v.say('立即抽奖', 'Draw'), exact: true }).click();
      await p.getByText(v.say('恭喜获得茶杯', 'You won: A cup')).or(p.getByText(v.say('很遗憾，未中奖', 'No prize this time'))).first().waitFor();
      await v.see('我的抽奖记录', 'My draws');
      await p.getByText(v.say('如何保证公平', 'Why this is fair')).first().click();
      await whole(v, `play-${lang}-${theme}-drawn`);
    }, { width: 390, theme });
  }
}
await done();
