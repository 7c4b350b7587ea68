// SPDX-License-Identifier: GPL-3.0-or-later
// What points, coupons and membership achieve: points are given and show, a coupon without a past says so, members are a door,
// the address keeps what is shown, and the numbers leave as CSV.
import { check, done, equal, langs, test, tour } from './lib/tour.mjs';

const documents = (slug) => `kind: currency
slug: ${slug}
title: {en: Walk points, zh: 漫步积分}
unit_cost: 0.02
---
kind: coupon
slug: ${slug}-off
title: {en: Walk coupon, zh: 漫步券}
benefit: {type: amount_off, amount: 5}
valid: {days: 30}
holdout: 30
---
kind: programme
slug: ${slug}-club
title: {en: Walk club, zh: 漫步会}
levels: [{slug: base}]
`;

for (const lang of langs) {
  const slug = `walk-${lang}`;
  await test('rewards show what was given', lang, lang, async (v) => {
    const { p } = v, W = `${tour.base}/api/w/${tour.workspace}`;
    const csrf = (await (await v.context.request.get(`${tour.base}/api/me`)).json()).csrf;
    const post = async (path, data, key) => {
      const r = await v.context.request.post(W + path, { headers: { 'X-CSRF-Token': csrf, ...(key && { 'Idempotency-Key': `${slug}-${key}` }) }, data });
      check(r.status() < 300, `${path}: ${r.status()} ${await r.text()}`);
      return r.json();
    };
    await post('/resources/apply', { documents: documents(slug) });
    for (let i = 0; i < 4; i++) await post(`/people/~${i}/points`, { currency: slug, op: 'grant', amount: '250' }, `g${i}`);
    await post('/people/~0/points', { currency: slug, op: 'spend', amount: '100' }, 's');
    await post('/coupons/segment', { kind: `${slug}-off`, expression: 'did(order_completed, last 30 days)' }, 'b');
    for (let i = 0; i < 3; i++) await post(`/programmes/${slug}-club/members/~${i}/join`, { source: 'walk' });

    await v.go(`/effects?of=${slug}`);
    const fact = (name) => p.locator('.effects-facts > div').filter({ has: p.locator('dt', { hasText: new RegExp(`^${name}$`) }) }).locator('dd');
    equal(await fact(v.say('未兑付', 'outstanding')).innerText(), '900', 'outstanding');
    check((await fact(v.say('负债', 'liability')).innerText()).includes('18'), 'liability of 900 at 0.02');
    equal(await p.locator('.effects-alarms li').count(), 3, 'three alarms');
    check((await p.locator('.effects-said').innerText()).includes(v.say('无法预计过期', 'No forecast of expiry')), 'says why there is no forecast');
    await v.shot(`${lang}-effects-points`);
    const [file] = await Promise.all([p.waitForEvent('download'), p.getByRole('button', { name: v.say('导出 CSV', 'CSV') }).click()]);
    equal(file.suggestedFilename(), `points-${slug}.csv`, 'a file');

    await p.locator('.page-toolbar').getByText(v.say('优惠券', 'Coupons'), { exact: true }).click();
    await v.settle();
    check(p.url().includes('tab=coupon'), 'the address says the tab');
    await v.go(`/effects?tab=coupon&of=${slug}-off&by=new_old`);
    check((await p.locator('.effects-advice').innerText()).includes(v.say('样本不足', 'not enough people')), 'nobody has had the time');
    check((await p.locator('.effects-said').innerText()).includes(v.say('观察满 30 天的人数不足', 'Too few people whose 30 days have passed')), 'says why');
    await v.shot(`${lang}-effects-coupon`);

    await v.go(`/effects?tab=membership&of=${slug}-club`);
    const members = fact(v.say('当前会员', 'members now'));
    equal(await members.innerText(), '3', 'members');
    await v.shot(`${lang}-effects-membership`);
    await members.getByRole('link').click();
    await p.getByRole('dialog').waitFor();
  });
}
await done();
