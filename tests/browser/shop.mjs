// SPDX-License-Identifier: GPL-3.0-or-later
// The points mall and leaderboards as an operator sees them: an item from the form, its gate, orders that are sent together, paid,
// canceled; standings, a person's place, the preview.
import { check, done, equal, langs, test } from './lib/tour.mjs';
import { documents, listed, looks, named, shop } from './lib/shop.mjs';

for (const lang of langs) {
  await test('an item of the mall from its form', lang, lang, async (v) => {
    const { p } = v, back = await shop(v), slug = `walk-${lang}`;
    v.allow(/^4\d\d POST .*\/resources\/apply$/);
    await back.post('/resources/apply', { documents: documents.split('---')[0] });
    await v.go('/mall/new');
    const fine = p.getByText(v.say('检查通过', 'Nothing is wrong'));
    await fine.waitFor();
    // switched on without a cost: said at the gate, and nothing is saved
    const cost = p.getByLabel(v.say('单件成本', 'Cost of one'));
    await cost.fill('');
    await p.getByRole('switch').click();
    await p.getByText(v.say('有一处需要修正', 'Something is to be mended')).waitFor();
    await p.locator('.tsk-gates li:not(.tsk-open)', { hasText: v.say('单件成本', 'What one costs') }).waitFor();
    await cost.fill('10');
    await fine.waitFor();
    await looks(v, 'mall-editor');
    await v.button('保存', 'Save').click();
    await named(v, v.say('会员茶杯', 'Cup for members'), slug);
    await p.waitForURL(`**/mall/${slug}`);
    await v.see('在售', 'On sale');
    await v.see('每人最多 1 件', 'At most 1 a person');
    await looks(v, 'mall-item-new');
  });

  await test('orders are sent together, and given back', lang, lang, async (v) => {
    const { p } = v, back = await shop(v);
    await back.post('/resources/apply', { documents });
    const contact = { name: v.say('林一', 'Lin'), phone: '13800000000', address: v.say('杭州市西湖区一号', '1 West Lake Road') };
    const made = [];
    for (const i of [1, 2, 3]) {
      const who = `buyer-${lang}-${i}`;
      await back.post(`/people/user_id:${who}/points`, { op: 'grant', currency: 'points', amount: '2000' });
      made.push((await back.post(`/mall/people/${who}/orders`, { item: 'shop-cup', quantity: i === 3 ? 2 : 1, contact })).order.n);
    }
    await v.go('/mall');
    await p.getByRole('link', { name: v.say('骨瓷茶杯', 'Tea cup') }).waitFor();
    await looks(v, 'mall');
    await v.go('/mall?tab=orders&item=shop-cup&state=placed');
    const rows = p.locator('tr[data-row]');
    await rows.first().waitFor();
    await looks(v, 'mall-orders');
    for (const n of made.slice(0, 2)) await p.locator(`tr[data-row="${n}"] input[type=checkbox]`).check();
    await v.see('已选 2 单', '2 selected');
    await v.button('发货', 'Send').first().click();
    const dialog = p.getByRole('dialog');
    await dialog.getByLabel(v.say('承运商', 'Carrier')).fill('SF');
    await dialog.getByLabel(v.say(`订单 ${made[0]} 的运单号`, `Number of order ${made[0]}`)).fill('SF1001');
    await v.shot(`${lang}-mall-ship`);
    await dialog.locator('.ant-btn-primary').click();
    await v.see('已登记发货 2 单', '2 orders sent');
    await p.locator(`tr[data-row="${made[0]}"]`).waitFor({ state: 'detached' });
    // one of them: what was done, and back
    await v.go(`/mall?tab=orders&order=${made[2]}`);
    await v.see('收件信息', 'Where to send it');
    await v.see(contact.address);
    await v.accessible('order');
    await v.shot(`${lang}-mall-order`);
    await p.getByRole('dialog').getByRole('button', { name: v.say('取消订单', 'Cancel') }).click();
    await p.getByLabel(v.say('原因', 'Reason')).fill(v.say('地址有误', 'Wrong address'));
    await p.locator('.ant-modal .ant-btn-primary').click();
    await p.locator('.ant-drawer').getByText(v.say('已取消', 'Canceled')).first().waitFor();
    const state = await back.get(`/mall/orders/${made[2]}`);
    equal([state.state, state.reason], ['canceled', v.say('地址有误', 'Wrong address')], 'what the order says');
    equal((await back.get(`/mall/orders/${made[0]}`)).number, 'SF1001', 'the number of the parcel');
    await v.go('/mall?tab=report');
    await v.see('按商品', 'By item');
    await looks(v, 'mall-report');
    await v.go('/mall/shop-cup');
    await v.see('每人最多 5 件', 'At most 5 a person');
    await looks(v, 'mall-item');
  });

  await test('codes of others, and many orders at once', lang, lang, async (v) => {
    const { p } = v, back = await shop(v), pool = `card-${lang}`, who = `holder-${lang}`;
    const head = (slug, zh, en, more) => `---\nkind: mall_item\nslug: ${slug}\ntitle: {zh: ${zh}, en: ${en}}\nactive: true\nreview: 2099-01-01\nhand: virtual\nunit_cost: 0\nprice: {points: 10, currency: points}\n${more}`;
    await back.post('/resources/apply', { documents: documents.split('---')[0] + head(pool, '礼品卡', 'Gift card', `codes: {pool: ${pool}, warn: 50}\n`) + head(`badge-${lang}`, '徽章', 'Badge', '') });
    await back.post(`/people/user_id:${who}/points`, { op: 'grant', currency: 'points', amount: '2000' });
    await v.go('/mall?tab=codes');
    await v.see(`“${pool}”仅剩 0 个可用卡密`, `Only 0 codes left in “${pool}”`);
    await p.locator(`tr[data-row="${pool}"]`).getByRole('button', { name: pool }).click();
    await p.getByRole('dialog').getByRole('button', { name: v.say('导入卡密', 'Import codes') }).click();
    const modal = p.locator('.ant-modal');
    const text = `code,pin\n${Array.from({ length: 12 }, (_, i) => `CARD-${lang.toUpperCase()}-${1000 + i},99${i}`).join('\n')}\nCARD-${lang.toUpperCase()}-1000\n`;
    await modal.locator('input[type=file]').setInputFiles({ name: 'cards.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
    await modal.getByText('cards.csv').waitFor();
    await v.shot(`${lang}-mall-import`);
    await modal.locator('.ant-btn-primary').click();
    await modal.waitFor({ state: 'detached' });
    for (let i = 0; i < 100 && (await back.get(`/mall/pools/${pool}`)).pool.free < 12; i++) await p.waitForTimeout(100);
    const order = (await back.post(`/mall/people/${who}/orders`, { item: pool })).order.n;
    await v.go(`/mall?tab=codes&pool=${pool}`);
    await p.getByRole('dialog').getByText(v.say('拒绝', 'Refused')).first().waitFor();
    await v.accessible('pool');
    await v.shot(`${lang}-mall-pool`);
    await v.go('/mall?tab=codes');
    await p.locator(`tr[data-row="${pool}"]`).waitFor();
    await looks(v, 'mall-codes');
    await v.go(`/mall?tab=orders&order=${order}`);
    const drawer = p.getByRole('dialog');
    await drawer.getByText('••••1000').waitFor();
    await drawer.getByRole('button', { name: v.say('查看完整卡密', 'Show the codes') }).click();
    await drawer.getByText(`CARD-${lang.toUpperCase()}-1000`).waitFor();
    await v.accessible('codes of an order');
    await v.shot(`${lang}-mall-order-codes`);
    await v.go(`/mall/${pool}`);
    await v.see(`兑换后立即发放卡密（${pool}）`, `A code of “${pool}” at once`);
    await v.go(`/mall/${pool}/edit`);
    await p.getByLabel(v.say('卡券池', 'Pool of codes')).waitFor();
    await v.shot(`${lang}-mall-editor-codes`);

    // the same done to many: what it would mean, then a task
    for (const i of [1, 2, 3]) await back.post(`/mall/people/${who}/orders`, { item: `badge-${lang}` }, { 'Idempotency-Key': `badge-${lang}-${i}` });
    await v.go(`/mall?tab=orders&item=badge-${lang}`);
    await p.locator('.mal-filters').getByRole('button', { name: v.say('处理全部符合条件的订单', 'All orders of this filter') }).click();
    await p.getByRole('menuitem', { name: v.say('取消订单', 'Cancel orders') }).click();
    await modal.getByText(v.say('将处理 3 单，共 1 人、3 件', '3 orders of 1 person, 3 pieces')).waitFor();
    await v.shot(`${lang}-mall-bulk`);
    await modal.locator('.ant-btn-dangerous').click();
    let left = 3;
    for (let i = 0; i < 100 && left; i++) { left = (await back.get(`/mall/orders?item=badge-${lang}&state=placed`)).items.length; if (left) await p.waitForTimeout(100); }
    equal(left, 0, 'all of them');
  });

  await test('a leaderboard, a place in it, the preview', lang, lang, async (v) => {
    const { p } = v, back = await shop(v);
    v.allow(/^4\d\d POST .*\/resources\/apply$/, /^4\d\d POST .*\/leaderboards\/preview$/, /^(422|503) (GET|POST) /);
    await back.post('/resources/apply', { documents });
    let me = null;
    for (const i of [0, 1, 2, 3]) { const n = `board-${lang}-${i}`; await back.post(`/people/user_id:${n}/visit`, {}); if (!me && !(await listed(back, [n], v)).held_out) me = n; }
    await v.go('/leaderboards');
    await p.getByRole('link', { name: v.say('本月消费榜', 'Buyers of the month') }).waitFor();
    await looks(v, 'boards');
    await v.go('/leaderboards/shop-top');
    await p.locator('tr[data-row]').first().waitFor();
    await p.getByLabel(v.say('手机号、用户 ID 等任一身份标识', 'Phone, user id or another identity')).fill(me);
    await v.button('查找', 'Find').click();
    await p.locator('.brd-found').waitFor();
    await p.locator('.brd-of').waitFor();
    await looks(v, 'board');
    await p.getByText(v.say('历史周期', 'Past periods'), { exact: true }).click();
    await v.see('还没有结算过', 'Nothing settled yet');
    await looks(v, 'board-periods');
    await v.go('/leaderboards/new');
    await p.locator('.brd-ten li').or(p.getByText(v.say('按此规则目前没有人上榜', 'By these rules nobody is listed now'))).first().waitFor();
    await looks(v, 'board-editor');
    await v.button('保存', 'Save').click();
    await named(v, v.say('本周榜', 'This week'), `week-${lang}`);
    await p.waitForURL(`**/leaderboards/week-${lang}`);
    await v.see('分数高者在前', 'The highest score first');
    check(!new URL(p.url()).search, 'at its page');
  });
}
await done();
