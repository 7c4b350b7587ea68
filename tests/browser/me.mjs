// SPDX-License-Identifier: GPL-3.0-or-later
// What a brand's customer sees on a phone: points, coupons, membership, opened by a link that a shop's back end made.
import { execFileSync } from 'node:child_process';
import { becomes, check, done, equal, holds, langs, test, tour } from './lib/tour.mjs';

const documents = execFileSync('python3', ['-c', 'import sys; sys.path.insert(0, sys.argv[1]); from rewards import DOCUMENTS; print(DOCUMENTS)', new URL('../lib', import.meta.url).pathname], { encoding: 'utf8' });

/** A shop's back end: an owner's session, asked by hand. */
async function shop(v) {
  const login = await v.context.request.post(`${tour.base}/api/login`, { data: tour.users[v.lang] });
  const csrf = (await login.json()).csrf;
  let n = 0;
  const post = async (path, data) => {
    const r = await v.context.request.post(`${tour.base}/api/w/main${path}`, { data, headers: { 'X-CSRF-Token': csrf, 'Idempotency-Key': `${v.lang}-${process.pid}-${Math.random()}-${n++}` } });
    if (!r.ok()) throw new Error(`${path}: ${r.status()} ${await r.text()}`);
    return r.status() === 204 ? null : r.json();
  };
  return { post, link: async (who, body) => (await post(`/people/${who}/visit`, { minutes: 60, ...body })).url };
}

async function fill({ post }, who) {
  await post(`/people/user_id:${who}/visit`, {});
  await post('/resources/apply', { documents });
  await post('/resources/apply', { documents: 'kind: customer_pages\nslug: pages\ntitle: {en: Tea House, zh: 一间茶馆}\n' });
  for (const [op, amount, more] of [['earn', '1260', {}], ['spend', '300', {}], ['earn', '58', { expires: '2027-01-31' }], ['grant', '200', { pending: '2027-02-01T00:00:00Z' }], ['freeze', '40', {}]])
    await post(`/people/${who}/points`, { op, currency: 'points', amount, ...more });
  await post(`/people/${who}/points`, { op: 'grant', currency: 'credit', amount: '68.50' });
  const [one] = (await post(`/people/${who}/coupons`, { kind: 'postage', count: 2 })).coupons;
  await post('/coupons/redeem', { order: `o-${who}`, order_total: '80', coupons: [{ coupon: one.id, discount: '6' }] });
  await post(`/people/${who}/coupons`, { kind: 'autumn' });
  await post(`/programmes/club/members/${encodeURIComponent(who)}/join`, {});
  await post(`/people/${who}/points`, { op: 'earn', currency: 'growth', amount: '2350' });
}

const phone = (theme) => ({ width: 390, theme });
const settled = async (v) => { await v.p.locator('main').first().waitFor(); await v.p.waitForFunction(() => !document.querySelector('.waiting, .waits')); };
async function whole(v, name) {
  await v.accessible(name);
  const wide = await v.p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wide <= 0, `${name}: ${wide} px too wide`);
  await v.shot(name);
}

for (const lang of langs) {
  const who = `me-${lang}`;
  for (const theme of ['light', 'dark']) {
    await test(`points, coupons and membership, ${theme}`, lang, null, async (v) => {
      const { p } = v, back = await shop(v);
      if (theme === 'light') await fill(back, who);
      await p.goto(await back.link(who));
      await settled(v);
      equal(await p.locator('.hero-number').first().evaluate((e) => e.firstChild.textContent), '978', 'what can be spent');
      await v.see('200 待生效', '200 on the way');
      await v.see('使用', 'Spent');
      await whole(v, `me-${lang}-${theme}-points`);
      await p.getByRole('link', { name: v.say('优惠券', 'Coupons') }).click();
      await p.waitForURL('**/me/main/coupons**');
      await settled(v);
      await becomes(() => p.locator('html').getAttribute('lang'), v.say('zh-CN', 'en'), 'the browser\'s language');
      await v.see('秋季特惠', 'Autumn offer');
      await p.getByText(v.say('查看券码', 'Show code')).first().click();
      await whole(v, `me-${lang}-${theme}-coupons`);
      await p.getByRole('link', { name: v.say('会员', 'Membership') }).click();
      await settled(v);
      await v.see('再获得 2,650 成长值，升级为丰收', '2,650 more Growth to Harvest');
      await whole(v, `me-${lang}-${theme}-card`);
      await p.goBack();
      await p.waitForURL('**/me/main/coupons**');
      await v.see('秋季特惠', 'Autumn offer');
    }, phone(theme));
  }

  await test('claiming, a wrong code, copying', lang, null, async (v) => {
    const { p } = v, back = await shop(v), her = `user_id:new-${lang}`;
    v.allow(/40[49] POST \/api\/visit\/coupons\/claim/);
    await p.goto(await back.link(her, { page: 'coupons' }));
    await settled(v);
    await whole(v, `me-${lang}-none-coupons`);
    await p.getByRole('textbox').fill('NO7CODE');
    await p.getByRole('button', { name: v.say('兑换', 'Add') }).click();
    await p.getByRole('alert').filter({ hasText: v.say('没有这个兑换码', 'There is no such code') }).or(p.getByRole('alert').filter({ hasText: v.say('兑换码有误', 'Please check the code') })).first().waitFor();
    await p.getByRole('button', { name: v.say('领取: 新人见面礼', 'Claim: Welcome gift') }).click();
    await p.getByText(v.say('查看券码', 'Show code')).first().waitFor();
    await holds(async () => await p.getByRole('button', { name: v.say('领取: 新人见面礼', 'Claim: Welcome gift') }).count() === 0, 'it is not offered again');
    await p.getByText(v.say('查看券码', 'Show code')).first().click();
    await p.getByRole('button', { name: v.say('复制', 'Copy') }).click();
    await v.see('已复制', 'Copied');
    equal(await p.evaluate(() => navigator.clipboard.readText()), (await p.locator('.code code').first().innerText()).replaceAll(' ', ''), 'what was copied');
    await v.shot(`me-${lang}-claimed`);
    await p.getByRole('link', { name: v.say('会员', 'Membership') }).click();
    await settled(v);
    await whole(v, `me-${lang}-join`);
    await p.getByRole('button', { name: v.say('立即加入', 'Join now') }).click();
    await v.see('青叶', 'Leaf');
    await p.getByRole('link', { name: v.say('积分', 'Points') }).click();
    await v.see('还没有积分', 'No points yet');
    await v.shot(`me-${lang}-none-points`);
  }, phone('light'));

  await test('a link that is over, one that reaches nobody, a narrow phone', lang, null, async (v) => {
    const { p } = v, back = await shop(v);
    v.allow(/401 GET \/api\/visit/);
    await p.goto(`${tour.base}/me/main#vst_1.main.1.1.1.1.${'A'.repeat(43)}`);
    await v.see('此链接已失效', 'This link has ended');
    await whole(v, `me-${lang}-over`);
    await p.setViewportSize({ width: 320, height: 640 });
    await p.goto(await back.link(who, { page: 'coupons', lang: lang === 'zh' ? 'en' : 'zh' }));
    await settled(v);
    await becomes(() => p.locator('html').getAttribute('lang'), v.say('en', 'zh-CN'), 'the language that was asked for');
    await whole(v, `me-${lang}-narrow`);
  }, phone('light'));
}

await test('on a wide screen, in the brand\'s colour', 'en', null, async (v) => {
  const { p } = v, back = await shop(v);
  await back.post('/resources/apply', { documents: 'kind: customer_pages\nslug: pages\ntitle: {en: Tea House, zh: 一间茶馆}\ncolor: "#e8b923"\n' });
  await p.goto(await back.link('me-en', { page: 'card' }));
  await settled(v);
  await whole(v, 'me-en-wide-card');
  await p.getByRole('link', { name: 'Coupons' }).click();
  await settled(v);
  await whole(v, 'me-en-wide-coupons');
});
await done();
