// SPDX-License-Identifier: GPL-3.0-or-later
// Tracking plans by hand: drafted from what was observed, tightened with its preview, saved, seen on the data pages, changed, brought back, archived.
import { becomes, done, holds, langs, test } from './lib/tour.mjs';

for (const lang of langs) {
  await test('a tracking plan from what was observed to its archive', lang, lang, async (v) => {
    const { p } = v, name = `walk ${lang}`, slug = `walk-${lang}`;
    v.allow(/^422 POST .*plan-preview$/);
    await v.go('/plans');
    await v.see('还没有埋点方案', 'No tracking plans yet');
    await p.getByRole('button', { name: v.say('由实际数据生成', 'Declare from observed') }).first().click();
    const list = p.getByRole('navigation', { name: v.say('事件', 'Events'), exact: true });
    await list.getByRole('button', { name: 'order_completed' }).click();
    const amount = p.getByRole('group', { name: 'amount', exact: true });
    await amount.waitFor();
    await holds(() => amount.getByRole('checkbox').isChecked(), 'what is on every row is required');
    await p.getByText(v.say('没有违规。', 'Nothing breaks it.')).or(p.getByText(v.say('这段时间没有数据。', 'There are no rows in this time.'))).waitFor();

    await p.getByLabel(v.say('违规时', 'When a rule is broken')).getByText(v.say('拒收', 'refuse')).click();
    await amount.getByLabel(v.say('最小 amount', 'Min amount')).fill('9');
    await amount.getByLabel(v.say('最大 amount', 'Max amount')).fill('1');
    await amount.getByRole('alert').waitFor();
    await becomes(() => v.button('保存并生效', 'Save and put in force', p.locator('.page-actions')).getAttribute('aria-disabled'), 'true', 'what is wrong is not saved');
    await v.shot(`${lang}-plan-wrong`);
    await amount.getByLabel(v.say('最大 amount', 'Max amount')).fill('');
    await amount.getByLabel(v.say('最小 amount', 'Min amount')).fill('100000');
    await p.getByText(v.say('近 7 天', 'Last 7 days')).click();
    await p.getByText(v.say('小于最小值', 'below the minimum')).first().waitFor();
    await v.shot(`${lang}-plan`);

    await v.button('保存并生效', 'Save and put in force', p.locator('.page-actions')).click();
    const dialog = p.getByRole('dialog');
    await dialog.locator('input').first().fill(name);
    await dialog.locator('input').nth(1).fill(slug);
    await dialog.locator('.ant-btn-primary').click();
    await p.waitForURL(`**/plans/${slug}*`);
    await p.getByText('v1', { exact: true }).waitFor();

    await v.go('/data');
    await p.getByText(v.say('已声明', 'declared'), { exact: true }).first().waitFor();
    await v.shot(`${lang}-data-planned`);
    await v.go('/data/events/order_completed');
    await p.getByRole('heading', { name: v.say('近 7 天违规', 'Violations in 7 days') }).waitFor();
    await p.getByText(v.say('小于最小值', 'below the minimum')).first().waitFor();
    await v.shot(`${lang}-event-planned`);
    await p.getByRole('link', { name: v.say('查看方案', 'Open plan') }).click();

    await amount.getByLabel(v.say('最小 amount', 'Min amount')).fill('0');
    await v.settle();
    await v.button('保存并生效', 'Save and put in force', p.locator('.page-actions')).click();
    await p.getByText('v2', { exact: true }).waitFor();
    await p.getByText(v.say('历史版本', 'Versions'), { exact: true }).click();
    await v.button('载入此版', 'Load this version').click();
    await becomes(() => amount.getByLabel(v.say('最小 amount', 'Min amount')).inputValue(), '100000', 'the first version is loaded');
    await v.see('未保存', 'not saved');

    // Leaving asks; the draft is kept, and dropped when one says so.
    await p.getByRole('link', { name: v.say('实时', 'Live'), exact: true }).first().click();
    const asked = p.getByRole('dialog', { name: v.say('还有未保存的修改', 'There are unsaved changes') });
    await v.accessible('leaving');
    await v.shot(`${lang}-plan-leaving`);
    await v.button('离开，保留草稿', 'Leave, keep the draft', asked).click();
    await p.waitForURL('**/live*');
    await v.go(`/plans/${slug}`);
    await v.see('已恢复此浏览器中未保存的草稿', 'What you had not saved in this browser is back');
    await list.getByRole('button', { name: 'order_completed' }).click();
    await becomes(() => amount.getByLabel(v.say('最小 amount', 'Min amount')).inputValue(), '100000', 'the draft is back');
    await v.button('放弃草稿', 'Discard').click();
    await becomes(() => amount.getByLabel(v.say('最小 amount', 'Min amount')).inputValue(), '0', 'what is saved is back');

    await v.go('/plans');
    await p.getByRole('button', { name: v.say(`归档“${name}”`, `Archive “${name}”`) }).click();
    await v.see('还没有埋点方案', 'No tracking plans yet');
  });
}
await done();
