// SPDX-License-Identifier: GPL-3.0-or-later
// What points, coupons and membership achieve: points are given and show, a coupon without a past says so, members are a door,
// the address keeps what is shown, and the numbers leave as CSV.
import { becomes, check, done, equal, holds, langs, test, tour } from './lib/tour.mjs';

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
    await becomes(() => fact(v.say('未兑付', 'outstanding')).innerText(), '900', 'outstanding');
    await holds(async () => (await fact(v.say('负债', 'liability')).innerText()).includes('18'), 'liability of 900 at 0.02');
    await becomes(() => p.locator('.effects-alarms li').count(), 3, 'three alarms');
    await holds(async () => (await p.locator('.effects-said').innerText()).includes(v.say('无法预计过期', 'No forecast of expiry')), 'says why there is no forecast');
    await v.shot(`${lang}-effects-points`);
    const [file] = await Promise.all([p.waitForEvent('download'), p.getByRole('button', { name: v.say('导出 CSV', 'CSV') }).click()]);
    equal(file.suggestedFilename(), `points-${slug}.csv`, 'a file');

    await p.locator('.page-toolbar').getByText(v.say('优惠券', 'Coupons'), { exact: true }).click();
    await v.settle();
    check(p.url().includes('tab=coupon'), 'the address says the tab');
    await v.go(`/effects?tab=coupon&of=${slug}-off&by=new_old`);
    await holds(async () => (await p.locator('.effects-advice').first().innerText()).includes(v.say('样本不足', 'not enough people')), 'nobody has had the time');
    await holds(async () => (await p.locator('.effects-said').innerText()).includes(v.say('观察满 30 天的人数不足', 'Too few people whose 30 days have passed')), 'says why');
    await v.shot(`${lang}-effects-coupon`);

    await v.go(`/effects?tab=membership&of=${slug}-club`);
    const members = fact(v.say('当前会员', 'members now'));
    await becomes(() => members.innerText(), '3', 'members');
    await v.shot(`${lang}-effects-membership`);
    await members.getByRole('link').click();
    await p.getByRole('dialog').waitFor();
  });
}
for (const lang of langs) {
  await test('how much subsidy is enough', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/effects?tab=doses&kinds=dose-10,dose-20,dose-40');
    const fact = (name) => p.locator('.effects-facts > div').filter({ has: p.locator('dt', { hasText: new RegExp(`^${name}$`) }) }).locator('dd');
    await holds(async () => /20/.test(await fact(v.say('利润最高的一档', 'highest profit')).innerText()), 'the best of the three');
    await p.getByRole('img', { name: v.say('各档力度的人均利润', 'Profit a head of each dose') }).waitFor();
    const rows = (title) => p.getByRole('table', { name: title }).locator('tbody tr');
    await becomes(() => rows(v.say('各档力度', 'Doses')).count(), 3, 'three doses');
    await becomes(() => rows(v.say('逐档加码', 'Step by step')).count(), 2, 'two steps');
    await v.fits('doses');
    await v.accessible('doses');
    await v.shot(`${lang}-effects-doses`);
    await p.locator('.effects-kinds').click();
    for (const face of [40, 20]) await p.locator('.ant-select-item-option').filter({ hasText: new RegExp(`^${v.say(`减 ${face} 元`, `Off ${face}`)}$`) }).click();
    await v.settle();
    check(/kinds=dose-10(&|$)/.test(p.url()), 'the address says which kinds');
    await holds(async () => (await p.locator('.effects-said').innerText()).includes(v.say('没有曲线', 'No curve')), 'one dose is no curve');
  });
  await test('who joined twice is a door', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/effects?tab=membership&of=dose-club');
    const again = p.getByRole('table', { name: v.say('来源之间的重复', 'From which source to which') });
    await holds(async () => (await again.locator('tbody tr').count()) > 1, 'from several sources to several');
    await v.fits('membership');
    await v.accessible('membership');
    await v.shot(`${lang}-effects-twice`);
    await again.locator('tbody a').first().click();
    await p.getByRole('dialog').waitFor();
    await v.settle();
    await holds(async () => !/^0\b/.test(await p.getByRole('dialog').innerText()), 'somebody is behind it');
    await v.shot(`${lang}-effects-twice-people`);
    await v.go('/effects?tab=membership&of=dose-club&months=1');
    await v.settle();
  });
  for (const theme of ['light', 'dark'])
    await test(`effects on a phone, ${theme}`, lang, lang, async (v) => {
      for (const path of ['doses', 'membership&of=dose-club', 'coupon&of=dose-20&by=new_old']) {
        await v.go(`/effects?tab=${path}`);
        await v.fits(path);
        await v.accessible(path);
        await v.shot(`${lang}-phone-${theme}-${path.split('&')[0]}`);
      }
    }, { width: 390, theme });
}
await done();
