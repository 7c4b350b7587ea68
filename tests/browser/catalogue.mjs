// SPDX-License-Identifier: GPL-3.0-or-later
// The catalogue by hand: an item is made, found, changed, asked about in a rule by its name, and removed; the tree is written as lines.
import { becomes, check, done, langs, numberIn, test } from './lib/tour.mjs';

for (const lang of langs) {
  await test('an item from new to gone', lang, lang, async (v) => {
    const { p } = v, id = `walk-${lang}`, name = `${lang} 手冲壶`;
    await v.go('/catalogue');
    const all = numberIn(await p.getByRole('heading', { name: v.say(/个商品$/, /items$/) }).innerText());
    await p.getByRole('button', { name: v.say('新建商品', 'New item') }).click();
    const form = p.getByRole('dialog');
    await form.getByRole('button', { name: v.say('保存', 'Save') }).click();
    await form.getByText(v.say('请填写编号。', 'An id is needed.')).waitFor();
    await form.getByLabel(v.say('编号', 'Id'), { exact: true }).fill(id);
    await form.getByLabel(v.say('名称', 'Name'), { exact: true }).fill(name);
    // Closed by mistake, it asks; what was typed is still there.
    await p.keyboard.press('Escape');
    const lost = p.getByRole('dialog').filter({ hasText: v.say('这些修改不会保留', 'They are lost when you leave') });
    await lost.waitFor();
    await v.shot(`${lang}-item-lost`);
    await lost.getByRole('button', { name: v.say('留下', 'Stay') }).click();
    await lost.waitFor({ state: 'hidden' });
    await becomes(() => form.getByLabel(v.say('名称', 'Name'), { exact: true }).inputValue(), name, 'it is still there');
    await form.getByLabel(v.say('价格', 'Price'), { exact: true }).fill('66.60');
    await form.getByRole('button', { name: v.say('保存', 'Save') }).click();
    await p.getByText('66.60').first().waitFor();
    check(p.url().includes(`item=${id}`), 'the new item is open');
    await v.go(`/catalogue?q=${encodeURIComponent('手冲壶')}`);
    await p.locator(`tr[data-row="${id}"]`).waitFor();
    await v.go(`/catalogue?item=${id}`);
    await p.getByRole('button', { name: v.say('移除', 'Remove') }).click();
    await p.getByRole('dialog').getByRole('button', { name: v.say('移除', 'Remove') }).last().click();
    await p.getByRole('heading', { name: v.say(/个商品$/, /items$/) }).waitFor();
    await v.settle();
    await becomes(async () => numberIn(await p.getByRole('heading', { name: v.say(/个商品$/, /items$/) }).innerText()), all, 'as many as before');
  });
  await test('the tree as lines', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/catalogue');
    await p.getByRole('button', { name: v.say('编辑类目树', 'Edit the tree') }).click();
    const box = p.getByRole('dialog').locator('textarea').first();
    const was = await box.inputValue();
    check(was.includes('原叶茶'), `categories of items stand there: ${was}`);
    await box.fill('a\n      b');
    await p.getByText(v.say('第 2 行缩进过深。', 'Line 2 is indented too far.')).waitFor();
    await p.getByRole('dialog').getByRole('button', { name: v.say('取消', 'Cancel') }).click();
    await p.getByRole('button', { name: v.say('离开，丢弃修改', 'Leave, drop the changes') }).click();
    await box.waitFor({ state: 'detached' });
    await p.getByRole('button', { name: v.say('编辑类目树', 'Edit the tree') }).click();
    await becomes(() => box.inputValue(), was, 'dropped');
    await p.keyboard.press('Escape'); // nothing was typed: nobody asks
    await box.waitFor({ state: 'detached' });
    await p.getByRole('button', { name: v.say('编辑类目树', 'Edit the tree') }).click();
    await box.fill(`tea | 茶\n  原叶茶\n  花草茶\n${was.split('\n').map((l) => l.trim()).filter((l) => !['原叶茶', '花草茶', 'tea | 茶'].includes(l)).join('\n')}`);
    await p.getByRole('button', { name: v.say('保存', 'Save') }).click();
    await p.getByRole('button', { name: '茶', exact: true }).click();
    await v.settle();
    await becomes(async () => numberIn(await p.getByRole('heading', { name: v.say(/个商品$/, /items$/) }).innerText()), 50, 'two categories of 25');
  });
}
await done();
