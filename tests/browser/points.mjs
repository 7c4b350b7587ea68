// SPDX-License-Identifier: GPL-3.0-or-later
// Points by hand: a currency in a minute, a grant with its reach, a spend followed through its drawer and refunded, an adjustment that
// another person approves, a rule tried on past orders, and a currency that is archived and brought back.
import { Visit, becomes, check, done, equal, holds, langs, test, tour } from './lib/tour.mjs';

const W = `${tour.base}/api/w/${tour.workspace}`;
const ask = async (v, path) => (await v.context.request.get(W + path)).json();
const digits = (text) => text.replace(/[^\d.−+-]/g, '').replace('−', '-');

for (const lang of langs) {
  const other = lang === 'zh' ? 'en' : 'zh';
  const slug = lang === 'zh' ? 'points' : 'stars', name = lang === 'zh' ? '积分' : 'Stars';
  const ready = await test('a currency, a grant, a spend and its refund', lang, lang, async (v) => {
    const { p } = v, dialog = p.getByRole('dialog'), primary = (d = dialog) => d.locator('.ant-btn-primary').last();
    await v.go('/points');
    if (lang === 'zh') {
      await v.see('从一种积分开始', 'Begin with points');
      await v.shot(`${lang}-points-first`);
      await v.button('创建', 'Create').click();
    } else {
      await v.go('/points/currencies/new');
      await p.getByLabel('English name').fill('Stars');
      await becomes(() => p.getByLabel('Id', { exact: true }).inputValue(), 'stars', 'the id follows the name');
      await v.shot(`${lang}-points-new`);
      await p.locator('.page-actions').getByRole('button', { name: 'Create' }).click();
    }
    await p.waitForURL(`**/points/currencies/${slug}`);
    await p.getByRole('heading', { name, level: 1 }).waitFor();

    const [who] = (await ask(v, '/people?q=1390000')).items;
    check(who, 'somebody to grant to');
    await p.locator('.page-actions').getByRole('button', { name: v.say('发放', 'Grant') }).click();
    await dialog.getByRole('combobox').first().fill(who.id);
    await p.locator('.ant-select-item-option').first().click();
    await dialog.getByLabel(v.say('数量', 'Amount')).fill('1,200');
    await dialog.getByLabel(v.say('原因', 'Reason')).fill('welcome');
    await dialog.getByText(/1,200/).first().waitFor();
    await v.shot(`${lang}-points-grant`);
    await primary().click();
    await dialog.waitFor({ state: 'hidden' });
    await p.locator('.points-figures').getByText('1,200').first().waitFor();
    await v.accessible('currency');
    await v.shot(`${lang}-points-currency`);

    await v.go(`/points/people/${encodeURIComponent(who.id)}?currency=${slug}`);
    await p.locator('.page-actions').getByRole('button', { name: v.say('扣减', 'Spend') }).click();
    await dialog.getByLabel(v.say('数量', 'Amount')).fill('5000');
    await dialog.locator('.points-bad').waitFor();
    await dialog.getByLabel(v.say('数量', 'Amount')).fill('300');
    await dialog.getByLabel(v.say('关联单号', 'Reference')).fill(`order-${lang}`);
    await dialog.getByText('900').first().waitFor();
    await primary().click();
    await dialog.waitFor({ state: 'hidden' });
    await p.getByRole('table', { name: v.say('流水', 'History') }).getByText('−300').waitFor();
    await v.shot(`${lang}-points-person`);

    await v.go('/points/ledger');
    await p.getByLabel(v.say('交易编号或关联单号', 'Transaction number or reference')).fill(`order-${lang}`);
    await p.getByRole('button', { name: v.say('查找', 'Search'), exact: true }).click();
    await p.waitForURL(`**ref=order-${lang}*`);
    const row = p.locator('tr[data-row]');
    await p.waitForFunction(() => document.querySelectorAll('tr[data-row]').length === 1);
    await row.locator('td').first().click();
    const drawer = p.locator('.points-drawer');
    await drawer.getByRole('heading', { name: v.say('扣自批次', 'Lots it took') }).waitFor();
    await v.accessible('transaction');
    await v.shot(`${lang}-points-transaction`);
    await drawer.getByRole('button', { name: v.say('退回', 'Refund'), exact: true }).click();
    await p.locator('.ant-modal').getByLabel(v.say('数量', 'Amount')).fill('100');
    await primary(p.locator('.ant-modal')).click();
    await p.locator('.points-kind', { hasText: v.say('退回', 'Refunded') }).waitFor();
    equal((await ask(v, `/people/${encodeURIComponent(who.id)}/accounts/${slug}`)).available, '1000', 'given back in part');
    await p.keyboard.press('Escape');
    const file = p.waitForEvent('download');
    await v.button('导出 CSV', 'CSV').click();
    equal((await file).suggestedFilename(), 'ledger.csv', 'a file');
  });
  if (!ready) continue;

  await test('a large adjustment waits for another person', lang, lang, async (v) => {
    const { p } = v, dialog = p.getByRole('dialog');
    v.allow(/^403 POST .*approve$/);
    const [who] = (await ask(v, '/people?q=1390000')).items;
    await v.go(`/points/people/${encodeURIComponent(who.id)}?currency=${slug}`);
    await p.locator('.page-actions').getByRole('button', { name: v.say('调整', 'Adjust') }).click();
    await dialog.getByLabel(v.say('数量', 'Amount')).fill('20000');
    await dialog.getByLabel(v.say('原因', 'Reason')).fill(`walk ${lang}`);
    await dialog.getByRole('status').waitFor();
    await v.shot(`${lang}-points-propose`);
    await dialog.locator('.ant-btn-primary').click();
    await dialog.waitFor({ state: 'hidden' });
    await v.go('/points/approvals');
    await p.locator('.points-count', { hasText: '1' }).waitFor();
    const approve = p.locator('tr[data-row]', { hasText: `walk ${lang}` }).getByRole('button', { name: v.say('批准', 'Approve') });
    await becomes(() => approve.getAttribute('aria-disabled'), 'true', 'not one’s own');
    await v.accessible('approvals');
    await v.shot(`${lang}-points-approvals`);

    const two = await Visit.begin(lang, other);
    await two.go('/points/approvals');
    await two.p.locator('tr[data-row]', { hasText: `walk ${lang}` }).getByRole('button', { name: v.say('批准', 'Approve') }).click();
    await two.p.getByRole('dialog').getByLabel(v.say('备注', 'Note')).fill('fine');
    await two.p.getByRole('dialog').getByText(/21,000/).waitFor();
    await two.shot(`${lang}-points-approve`);
    await two.p.getByRole('dialog').locator('.ant-btn-primary').click();
    await two.p.getByText(v.say('没有待审批的调整', 'Nothing waits')).waitFor();
    await two.end();
    equal((await ask(v, `/people/${encodeURIComponent(who.id)}/accounts/${slug}`)).available, '21000', 'adjusted');
  });

  await test('a rule tried on past orders, saved, changed and archived', lang, lang, async (v) => {
    const { p } = v, modal = p.locator('.ant-modal'), rule = `walk-${lang}`;
    await v.go('/points/rules/new');
    for (const label of [v.say('中文名称', 'Chinese name'), v.say('英文名称', 'English name')]) await p.getByLabel(label).fill(`Walk ${lang}`);
    await p.getByLabel(v.say('标识', 'Id'), { exact: true }).fill(rule);
    await v.shot(`${lang}-points-rule-new`);
    await p.getByText(v.say('试算', 'Try it'), { exact: true }).click();
    await p.getByText(v.say('365 天', '365 days')).click();
    await p.locator('#main').getByRole('button', { name: v.say('试算', 'Try it') }).click();
    await p.getByRole('table', { name: v.say('得到最多的人', 'Who would have the most') }).waitFor();
    await holds(async () => Number(digits(await p.locator('.points-figures dd').first().innerText())) > 0, 'past orders would have given points');
    await v.accessible('preview');
    await v.shot(`${lang}-points-rule-preview`);
    await p.locator('.page-actions').getByRole('button', { name: v.say('保存', 'Save') }).click();
    await modal.getByText(/order_completed/).waitFor();
    await v.shot(`${lang}-points-rule-diff`);
    await modal.locator('.ant-btn-primary:not([disabled])').click();
    await p.waitForURL(`**/points/rules/${rule}*`);
    await p.getByText('v1', { exact: true }).waitFor();

    await v.go(`/points/rules/${rule}`);
    await p.getByLabel(v.say('每人每天', 'Per person and day')).fill('500');
    await v.see('未保存', 'Not saved');
    await p.locator('.page-actions').getByRole('button', { name: v.say('保存', 'Save') }).click();
    await modal.locator('.points-plus').first().waitFor();
    await modal.locator('.ant-btn-primary:not([disabled])').click();
    await p.getByText('v2', { exact: true }).waitFor();
    await p.getByText(v.say('代码', 'Code'), { exact: true }).click();
    await holds(async () => (await p.getByLabel(v.say('规则文档（JSON）', 'The rule’s document (JSON)')).inputValue()).includes('"day": 500'), 'the same document as text');
    await v.go('/points/rules');
    await p.getByRole('link', { name: `Walk ${lang}` }).waitFor();
    await v.accessible('rules');
    await v.shot(`${lang}-points-rules`);
    await v.go(`/points/rules/${rule}`);
    await p.locator('.page-actions').getByRole('button', { name: v.say('归档', 'Archive') }).click();
    await modal.locator('.ant-btn-primary').click();
    await p.locator('.page-actions').getByRole('button', { name: v.say('恢复', 'Restore') }).waitFor();
    await v.go('/points/why?order=till1');
    await v.see('订单 till1 没有任何规则给过积分', 'No rule gave anything for order till1');
  });

  await test('an archived currency gives nothing new', lang, lang, async (v) => {
    const { p } = v;
    await v.go(`/points/currencies/${slug}`);
    await p.locator('.page-actions').getByRole('button', { name: v.say('归档', 'Archive') }).click();
    await p.locator('.ant-modal').getByText(/21,000/).waitFor();
    await v.shot(`${lang}-points-archive`);
    await p.locator('.ant-modal').locator('.ant-btn-primary').click();
    await p.locator('.points-banner').waitFor();
    await p.locator('.page-actions').getByRole('button', { name: v.say('恢复', 'Restore') }).click();
    await p.locator('.points-banner').waitFor({ state: 'detached' });
  });

  await test('everything fits a phone', lang, lang, async (v) => {
    for (const [what, path] of [['currencies', '/points'], ['currency', `/points/currencies/${slug}`], ['settings', `/points/currencies/${slug}?tab=settings`], ['ledger', '/points/ledger'], ['transaction', '/points/ledger?txn=2'], ['rules', '/points/rules'], ['rule', `/points/rules/walk-${lang}`], ['approvals', '/points/approvals?show=all'], ['why', '/points/why']]) {
      await v.go(path);
      await v.fits(what);
      await v.shot(`${lang}-phone-points-${what}`);
    }
    await v.accessible('phone');
  }, { width: 390, theme: 'dark' });
}
await done();
