// SPDX-License-Identifier: GPL-3.0-or-later
// Promotions as an operator makes them: a flash sale from the form, its mistakes, what a product page is then told; the other types;
// editing and archiving.
import { check, done, equal, langs, test } from './lib/tour.mjs';
import { looks, named, shop } from './lib/shop.mjs';

for (const lang of langs) {
  await test('a flash sale from its form', lang, lang, async (v) => {
    const { p } = v, back = await shop(v), slug = `flash-${lang}`, title = v.say('早春秒杀', 'Spring sale');
    v.allow(/^4\d\d POST .*\/resources\/apply$/);
    await back.post('/catalogue/items', { items: [{ id: `tin-${lang}`, name: v.say('锡罐新茶', 'Tea in a tin'), price: '48.00' }] });
    await v.go('/promotions');
    await v.button('新建促销活动', 'New promotion').click();
    await looks(v, 'promotions-begin');
    await v.button('使用：秒杀', 'Use: Flash sale').click();
    await p.waitForURL('**/promotions/new?type=flash_sale');
    const fine = p.getByText(v.say('检查通过', 'Nothing is wrong'));
    await fine.waitFor();
    // the item is found by its name
    const item = p.getByRole('combobox', { name: v.say('商品', 'Item') });
    await item.click();
    await item.fill(v.say('锡罐', 'in a tin'));
    await p.locator('.ant-select-item-option', { hasText: `tin-${lang}` }).click();
    await v.see('目录价 ¥48.00', 'List price');
    const price = p.getByLabel(v.say('促销价', 'Price'), { exact: true });
    await price.fill('9.905');
    await p.getByText(v.say('有一处需要修正', 'Something is to be mended')).waitFor();
    await p.locator('.prm-item .field-error').first().waitFor();
    await looks(v, 'promotion-wrong');
    await price.fill('9.90');
    await p.getByLabel(v.say('开始日期', 'From: day')).fill('2020-01-01');
    await p.getByLabel(v.say('结束日期', 'Until: day')).fill('2099-01-01');
    await p.getByLabel(v.say('结束时刻', 'Until: time')).fill('');
    await fine.waitFor();
    await looks(v, 'promotion-editor');
    await v.button('保存', 'Save').click();
    await named(v, title, slug);
    await p.waitForURL(`**/promotions/${slug}`);
    await v.see('进行中', 'Running');
    await v.see('锡罐新茶', 'Tea in a tin');
    await looks(v, 'promotion-new');
    await v.go('/promotions');
    await p.getByRole('link', { name: title }).waitFor();
    await looks(v, 'promotions');
    const told = (await back.get(`/promotions/prices?items=tin-${lang}`)).items[0];
    equal([told.price, told.list_price], ['9.90', '48.00'], 'what a product page is told');
    // a member price and a pre-sale of the same form
    await v.go('/promotions/new?type=member_price');
    await fine.waitFor();
    await looks(v, 'promotion-member');
    await p.getByText(v.say('预售', 'Pre-sale'), { exact: true }).click();
    await p.getByLabel(v.say('定金', 'Deposit'), { exact: true }).fill('1');
    await fine.waitFor();
    await looks(v, 'promotion-pre-sale');
    // a price changes with a word about it, and away
    await v.go(`/promotions/${slug}/edit`);
    await price.fill('8.80');
    await fine.waitFor();
    await v.button('保存', 'Save').click();
    await p.getByRole('dialog').getByText(v.say('新价格与库存立即生效', 'New prices and stock count at once')).waitFor();
    await p.locator('.ant-modal .ant-btn-primary').click();
    await v.see('已保存为第 2 版', 'Saved as version 2');
    equal((await back.get(`/promotions/${slug}`)).prices[0].price, '8.80', 'the new price');
    await v.go(`/promotions/${slug}`);
    await v.button('归档', 'Archive').click();
    await p.locator('.ant-modal .ant-btn-dangerous, .ant-modal .ant-btn-primary').last().click();
    await p.waitForURL('**/promotions');
    await p.getByRole('link', { name: title }).waitFor({ state: 'detached' });
    check((await back.get(`/promotions/${slug}`)).state === 'archived', 'archived');
  });
}
await done();
