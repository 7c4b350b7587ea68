// SPDX-License-Identifier: GPL-3.0-or-later
// What a brand's customer does in the points mall and sees of leaderboards, on a phone.
import { check, done, holds, langs, test } from './lib/tour.mjs';
import { documents, listed, shop } from './lib/shop.mjs';

const settled = async (v) => { await v.p.locator('main').first().waitFor(); await v.p.waitForFunction(() => !document.querySelector('.waiting, .waits')); };
async function whole(v, name) {
  await v.accessible(name);
  const wide = await v.p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  check(wide <= 0, `${name}: ${wide} px too wide`);
  await v.shot(name);
}

for (const lang of langs) {
  for (const theme of ['light', 'dark']) {
    const who = `mall-${lang}-${theme}`;
    await test(`the mall, ${theme}`, lang, null, async (v) => {
      const { p } = v, back = await shop(v);
      await back.post('/resources/apply', { documents });
      await back.post(`/people/user_id:${who}/points`, { op: 'grant', currency: 'points', amount: '1800' });
      await p.goto((await back.post(`/people/user_id:${who}/visit`, { page: 'mall', minutes: 60 })).url);
      await settled(v);
      await v.see('可用积分', 'Available Points');
      await v.see('还差 88,200 积分', '88,200 Points more');
      await whole(v, `shop-${lang}-${theme}-mall`);
      // one that is sent: what is missing is said at its field, then it is asked for before it is ordered
      await p.getByRole('button', { name: v.say('骨瓷茶杯', 'Tea cup') }).click();
      await p.getByRole('button', { name: v.say('增加', 'More'), exact: true }).click();
      await v.see('1,000 积分', '1,000 Points');
      const get = p.getByRole('button', { name: v.say('兑换', 'Get it'), exact: true });
      await get.click();
      await p.getByRole('alert').filter({ hasText: v.say('请填写收件人', 'Please fill in: Name') }).waitFor();
      await p.getByLabel(v.say('收件人', 'Name'), { exact: true }).fill('Lin');
      await p.getByLabel(v.say('手机号', 'Phone'), { exact: true }).fill('13800000000');
      await p.getByLabel(v.say('收货地址', 'Address'), { exact: true }).fill(v.say('杭州市西湖区一号', '1 West Lake Road'));
      await whole(v, `shop-${lang}-${theme}-item`);
      await get.click();
      await p.getByRole('dialog').waitFor();
      await whole(v, `shop-${lang}-${theme}-ask`);
      await p.getByRole('button', { name: v.say('再想想', 'Not now') }).click();
      await get.click();
      await p.getByRole('button', { name: v.say('确认兑换', 'Yes, get it') }).click();
      await v.see('兑换成功', 'It is yours');
      await v.see('处理中', 'Being prepared');
      // one that is paid too, in a store; not paid it is canceled
      await p.getByRole('button', { name: v.say('商品', 'Items'), exact: true }).click();
      await settled(v);
      await p.getByRole('button', { name: v.say('茶礼盒', 'Gift set') }).click();
      await p.getByLabel(v.say('自提门店', 'Store')).selectOption({ index: 1 });
      await get.click();
      await p.getByRole('button', { name: v.say('确认兑换', 'Yes, get it') }).click();
      await v.see('待付款', 'To be paid');
      await holds(async () => /^https:\/\/shop\.example\.com\/pay\?order=\d+$/.test(await p.getByRole('link', { name: v.say('去付款', 'Pay') }).getAttribute('href')), 'where it is paid');
      await whole(v, `shop-${lang}-${theme}-orders`);
      await p.getByRole('button', { name: v.say('取消订单: 茶礼盒', 'Cancel: Gift set') }).click();
      await p.getByRole('dialog').getByRole('button', { name: v.say('取消订单', 'Yes, cancel it') }).click();
      await v.see('已取消', 'Canceled');
      await p.getByRole('link', { name: v.say('去付款', 'Pay') }).waitFor({ state: 'detached' });
      await p.getByRole('button', { name: v.say('商品', 'Items'), exact: true }).click();
      await settled(v);
      await holds(async () => /800/.test(await p.locator('.have').innerText()), 'the points of what was canceled are back');
      // a gift card: its code is shown when it is asked for
      const pool = `card-${lang}-${theme}`, code = `GIFT-${lang}-${theme}-0001`.toUpperCase();
      await back.post('/resources/apply', { documents: `${documents.split('---')[0]}---\nkind: mall_item\nslug: ${pool}\ntitle: {zh: 礼品卡, en: Gift card}\nactive: true\nreview: 2099-01-01\nhand: virtual\ncodes: {pool: ${pool}}\nunit_cost: 0\nprice: {points: 10, currency: points}\n` });
      await back.post(`/mall/pools/${pool}/codes`, { codes: [{ code, pin: '4711' }] });
      await back.post(`/mall/people/user_id:${who}/orders`, { item: pool });
      await p.getByRole('button', { name: v.say('我的兑换', 'My orders'), exact: true }).click();
      await settled(v);
      await p.getByRole('button', { name: v.say('查看卡密', 'Show the code') }).click();
      await p.getByText(code).waitFor();
      await p.getByText('4711').waitFor();
      await whole(v, `shop-${lang}-${theme}-codes`);
    }, { width: 390, theme });

    await test(`leaderboards, ${theme}`, lang, null, async (v) => {
      const { p } = v, back = await shop(v);
      await back.post('/resources/apply', { documents });
      v.allow(/^404 GET \/api\/visit\/leaderboards\//);
      // somebody who is held out of nothing
      const names = [0, 1, 2, 3].map((i) => `top-${lang}-${theme}-${i}`);
      let me = null;
      for (const n of names) { await back.post(`/people/user_id:${n}/visit`, {}); if (!me && !(await listed(back, [n], v)).held_out) me = n; }
      await p.goto((await back.post(`/people/${me}/visit`, { page: 'leaderboards', minutes: 60 })).url);
      await settled(v);
      await v.see('本月消费榜', 'Buyers of the month');
      await p.locator('.hero-number').waitFor();
      await p.locator('.places .is-me').first().waitFor();
      await v.see('进行中', 'Until');
      await v.see('第 2 – 10 名', 'No. 2 – 10');
      await whole(v, `shop-${lang}-${theme}-boards`);
      await p.getByRole('button', { name: v.say('上一期', 'The one before') }).click();
      await p.getByText(v.say('没有更早的榜单', 'There is none before')).waitFor();
    }, { width: 390, theme });
  }
}
await done();
