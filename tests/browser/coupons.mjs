// SPDX-License-Identifier: GPL-3.0-or-later
// Coupons by hand: a kind is made in the form and as text, tried on a cart, issued to a person and to people, looked at, revoked; codes are made and
// exported once; the drawer of any number issues too; a kind is put away and brought back.
import { readFileSync } from 'node:fs';
import { becomes, check, done, equal, exact, langs, numberIn, test, tour } from './lib/tour.mjs';

/** The figure of a kind's page by its name. */
const figure = (p, name) => p.locator('.coupon-figures > div').filter({ has: p.locator('dt', { hasText: name }) }).first().locator('dd').first();

for (const lang of langs) {
  const slug = `walk-${lang}`;
  let person = '';

  await test('a kind in the form, as text, and saved by keyboard', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/coupons');
    await p.locator('tr[data-row="autumn-30"]').waitFor();
    await v.button('新建优惠券', 'New coupon', p.locator('.page-actions')).click();
    await p.waitForURL('**/coupons/new');
    await p.getByLabel(v.say('中文名', 'Chinese name')).fill('走查立减');
    await p.getByLabel(v.say('英文名', 'English name')).fill(`Walk ${lang}`);
    await becomes(() => p.getByLabel(v.say('标识', 'Id'), { exact: true }).inputValue(), slug, 'an id out of the name');
    await p.locator('.coupon-scroll').getByText(v.say('立减', 'Amount off'), { exact: true }).click();
    const amount = p.getByLabel(v.say('减', 'Amount off'), { exact: true }).and(p.locator('input:not([type=radio])'));
    await amount.fill('-5');
    await p.locator('.coupon-problem').waitFor();
    await p.locator('.field', { has: amount }).locator('.field-error').waitFor();
    await becomes(() => v.button('保存', 'Save', p.locator('.page-actions')).getAttribute('aria-disabled'), 'true', 'what is wrong is not saved');
    await v.shot(`${lang}-coupon-wrong`);
    await amount.fill('15');
    await p.getByLabel(v.say('消费满', 'Spend'), { exact: true }).fill('100');
    await p.getByText(v.say('满 100 减 15', '15 off from 100 spent')).waitFor();

    await p.getByText(v.say('代码', 'Code'), { exact: true }).click();
    const text = p.locator('.cm-content');
    await text.getByText('type: amount_off').waitFor();
    await text.getByText('amount: 15').click();
    await p.keyboard.press('End');
    await p.keyboard.press('Backspace');
    await p.keyboard.press('8');
    await p.getByText(v.say('满 100 减 18', '18 off from 100 spent')).waitFor();
    await v.shot(`${lang}-coupon-code`);
    await p.getByText(v.say('表单', 'Form'), { exact: true }).click();
    await becomes(() => amount.inputValue(), '18', 'the text is in the form');

    // Leaving asks; staying keeps everything.
    await p.locator('.page-back').click();
    await v.button('留下', 'Stay', p.getByRole('dialog')).click();
    await amount.press('Control+s');
    await p.waitForURL(`**/coupons/${slug}`);
    await p.getByText(v.say('满 100 减 18', '18 off from 100 spent')).waitFor();
    await v.see('还没有发出任何一张', 'None is issued yet');
    await v.shot(`${lang}-coupon-new`);
  });

  await test('changed while somebody else changes it', lang, lang, async (v) => {
    const { p } = v;
    v.allow(/^412 PUT /);
    await v.go(`/coupons/${slug}/edit`);
    const got = await p.evaluate(async (path) => { const me = await (await fetch('/api/me')).json(); const r = await fetch(path, { method: 'PUT', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': me.csrf }, body: JSON.stringify({ title: 'Theirs', benefit: { type: 'amount_off', amount: 3 }, valid: { days: 7 } }) }); return r.status; }, `/api/w/${tour.workspace}/resources/coupon/${slug}`);
    equal(got, 200, 'somebody else saves');
    await p.getByLabel(v.say('发放总量', 'Coupons in all')).fill('900');
    await v.settle();
    await v.button('保存并生效', 'Save', p.locator('.page-actions')).click();
    await v.button('用我的覆盖', 'Overwrite with mine').click();
    await v.see('第 3 版', 'Version 3');
    await v.go(`/coupons/${slug}`);
    await v.see('满 100 减 18', '18 off from 100 spent');
  });

  await test('a cart says what is paid and why not', lang, lang, async (v) => {
    const { p } = v;
    await v.go(`/coupons/try?kinds=${slug},free-shipping`);
    const first = p.getByRole('group', { name: v.say('第 1 行', 'Line 1') });
    await first.getByLabel(v.say('单价', 'Price'), { exact: true }).fill('45.05');
    await first.getByLabel(v.say('数量', 'Pieces')).fill('2');
    await p.getByText(v.say('还差', 'more is needed')).first().waitFor();
    await becomes(async () => (await p.locator('.try-pay dd').innerText()).replace(/[^\d.]/g, ''), '90.10', 'nothing is reached');
    await first.getByLabel(v.say('数量', 'Pieces')).fill('3');
    await p.getByLabel(v.say('运费', 'Shipping')).fill('10');
    await p.locator('.try-used li').nth(1).waitFor();
    await becomes(async () => (await p.locator('.try-pay dd').innerText()).replace(/[^\d.]/g, ''), '117.15', '135.15 − 18, and no shipping');
    await v.shot(`${lang}-coupon-tried`);
    const link = p.url();
    await p.goto(link);
    await p.locator('.try-used li').nth(1).waitFor();
    await becomes(async () => (await p.locator('.try-pay dd').innerText()).replace(/[^\d.]/g, ''), '117.15', 'the address is the cart');
  });

  await test('issued to a person and to people', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/people?sort=orders');
    await p.locator('tr[data-row]').first().waitFor();
    person = await p.locator('tr[data-row]').first().getAttribute('data-row');
    await v.go(`/coupons/${slug}`);
    await v.button('发券', 'Issue', p.locator('.page-actions')).click();
    const dialog = p.getByRole('dialog');
    await dialog.getByText(v.say('给一个人', 'To a person')).click();
    await dialog.getByRole('combobox', { name: v.say('用户', 'Person') }).fill(person);
    await dialog.getByLabel(v.say('张数', 'How many')).fill('2');
    await dialog.locator('.ant-btn-primary').click();
    await dialog.waitFor({ state: 'detached' });
    await p.waitForFunction(() => document.querySelector('.coupon-figures dd')?.textContent === '2');

    // The audience of a number, from its drawer.
    const rule = 'did(order_completed, last 30 days)';
    await v.go(`/?people=${encodeURIComponent(rule)}&people_title=Buyers`);
    const drawer = p.locator('.audience-root');
    await drawer.locator('.audience-count strong').waitFor();
    const people = numberIn(await drawer.locator('.audience-count strong').innerText());
    await v.button('发券', 'Issue coupon', drawer).click();
    await drawer.getByRole('combobox', { name: v.say('优惠券', 'Coupon') }).click();
    await p.locator('.ant-select-item-option', { hasText: v.say('走查立减', `Walk ${lang}`) }).first().click();
    await v.shot(`${lang}-coupon-drawer-verb`);
    await drawer.locator('.coupon-issue .ant-btn-primary').click();
    const ask = p.getByRole('dialog').filter({ has: p.locator('.reach') });
    await ask.locator('.reach-count').waitFor();
    await becomes(async () => numberIn(await ask.locator('.reach-count').innerText()), people, 'the reach is said before');
    if (await ask.locator('input').count()) await ask.locator('input').fill(String(people));
    const started = p.waitForResponse((r) => r.url().endsWith('/coupons/segment'));
    await ask.locator('.ant-btn-primary').click();
    const job = await (await started).json();
    await v.go(`/coupons/${slug}?tab=batches`);
    const row = p.locator('tr[data-row]').first();
    await row.waitFor();
    await p.waitForFunction((n) => document.querySelector('tr[data-row] td:nth-child(3)')?.textContent?.replace(/\D/g, '') === String(n), people);
    await p.waitForFunction(async ([path, id]) => (await (await fetch(`${path}/jobs/${id}`)).json()).status === 'done', [`/api/w/${tour.workspace}`, job.id]);
    await v.go(`/coupons/${slug}`);
    equal(await exact(figure(p, v.say('已发放', 'Issued'))), people + 2, 'everybody has one, and the person two before');
    await v.shot(`${lang}-coupon-issued`);
    await figure(p, v.say('已发放', 'Issued')).locator('.door').click();
    // Who got one this minute is counted from the next minute on.
    await drawer.getByText(v.say('拿到「走查立减」的人', `People who got “Walk ${lang}”`)).waitFor();
    await drawer.locator('.audience-count strong').waitFor();
  });

  await test('found, looked at, revoked', lang, lang, async (v) => {
    const { p } = v;
    v.allow(/^404 GET .*\/coupons\//, /^404 GET .*\/people\//);
    await v.go(`/coupons/${slug}?tab=list`);
    await p.locator('tr[data-row]').first().waitFor();
    const find = p.getByLabel(v.say('券码、券编号或用户标识', 'Code, coupon id'));
    await find.fill('nobody-has-this');
    await find.press('Enter');
    await v.see('没有找到', 'was not found');
    await find.fill(person);
    await find.press('Enter');
    await p.getByRole('link', { name: person }).first().waitFor();
    const mine = await p.locator('tr[data-row]').count();
    check(mine >= 2, `coupons of the person: ${mine}`);
    const code = await p.locator('.coupon-code').first().innerText();
    await p.locator('.coupon-code').first().click();
    const drawer = p.getByRole('dialog').filter({ hasText: v.say('经过', 'What happened') });
    await drawer.getByText(v.say('后台发放', 'the console')).or(drawer.getByText(v.say('分群发放', 'a segment'))).first().waitFor();
    await v.shot(`${lang}-coupon-one`);
    await v.button('作废', 'Revoke', drawer).click();
    const ask = p.getByRole('dialog').filter({ has: p.locator('.reach') });
    await becomes(async () => numberIn(await ask.locator('.reach-count').innerText()), 1, 'one person loses it');
    await v.button('作废', 'Revoke', ask).last().click();
    await drawer.locator('.coupon-state-revoked').waitFor();
    await v.go(`/coupons/${slug}?tab=list&show=revoked`);
    await p.getByText(code).waitFor();
  });

  await test('codes are made and exported once', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/coupons/partner?tab=batches');
    await p.locator('tr[data-row]').first().waitFor();
    const before = await p.locator('tr[data-row]').count();
    await v.button('券码', 'Codes', p.locator('.page-actions')).click();
    const dialog = p.getByRole('dialog');
    await dialog.getByLabel(v.say('数量', 'How many')).fill('50');
    await dialog.locator('.ant-btn-primary').click();
    await dialog.waitFor({ state: 'detached' });
    await p.locator('tr[data-row]').nth(before).waitFor();
    const row = p.locator('tr[data-row]').first();
    await row.getByText('50', { exact: true }).first().waitFor();
    await p.waitForFunction(() => !document.querySelector('.coupon-jobs'));
    await row.getByRole('button', { name: v.say('导出券码', 'Export codes') }).click();
    const started = p.waitForResponse((r) => r.url().endsWith('/export'));
    await v.button('导出券码', 'Export codes', p.getByRole('dialog')).last().click();
    const job = await (await started).json();
    await row.getByText(v.say('已导出', 'exported')).waitFor();
    await v.shot(`${lang}-coupon-batches`);
    await v.button('任务中心', 'Tasks', p.locator('.topbar')).click();
    const link = p.locator(`[data-job="${job.id}"]`).getByRole('link', { name: /codes\.csv/ });
    await link.waitFor();
    const loading = p.waitForEvent('download');
    await link.click();
    equal(readFileSync(await (await loading).path(), 'utf8').trim().split('\n').length, 51, 'a heading and 50 codes');
  });

  await test('put away and brought back', lang, lang, async (v) => {
    const { p } = v;
    await v.go(`/coupons?q=${slug}`);
    const row = p.locator(`tr[data-row="${slug}"]`);
    await row.getByRole('button', { name: v.say('更多操作', 'More for') }).click();
    await p.getByRole('menuitem', { name: v.say('归档', 'Archive') }).click();
    await row.waitFor({ state: 'detached' });
    await v.button('撤销', 'Undo', p.locator('.ant-notification-notice')).click();
    await row.waitFor();
    await row.getByRole('button', { name: v.say('更多操作', 'More for') }).click();
    await p.getByRole('menuitem', { name: v.say('复制为新券', 'Duplicate') }).click();
    await p.waitForURL('**/coupons/new?from=*');
    await becomes(() => p.getByLabel(v.say('中文名', 'Chinese name')).inputValue(), '走查立减（副本）', 'a copy has a name of its own');
    await v.settle();
    await v.fits('the editor');
  });
}
await done();
