// SPDX-License-Identifier: GPL-3.0-or-later
// Membership by hand: a first programme from a template, mistakes at their fields, code and back, members taken in, raised and let go;
// what the person has on their own page; facts as rows of a segment's rule.
import { becomes, check, done, holds, langs, test } from './lib/tour.mjs';

for (const lang of langs) {
  const slug = `walk-${lang}`, name = `Walk ${lang}`, phone = lang === 'zh' ? '13900000001' : '13900000002';

  await test('a programme from a template to its members', lang, lang, async (v) => {
    const { p } = v;
    v.allow(/^422 POST .*\/resources\/apply$/, /^422 POST .*\/questions\/check$/, /^40[04] POST .*\/resources\/apply$/);
    await v.go('/members');
    const more = v.button('新建会员体系', 'New programme');
    await more.or(p.getByText(v.say('还没有会员体系', 'No programme yet'))).waitFor();
    await v.shot(`${lang}-members-none`);
    if (await more.isVisible()) await more.click();
    await v.button('使用此样板', 'Use this').first().click();
    await p.waitForURL('**/members/new?from=growth');
    const make = v.button('新建成长值币种', 'Make a growth currency');
    const wrong = p.getByText(v.say('有一处错误', 'Something is wrong'));
    await wrong.or(p.getByText(v.say('检查通过', 'Nothing is wrong'))).waitFor();
    if (await wrong.isVisible()) await make.click();
    await p.getByText(v.say('检查通过', 'Nothing is wrong')).waitFor();

    // a mistake stands at its field, and nothing that is wrong is saved
    await p.getByRole('button', { name: v.say('金卡', 'Gold') }).click();
    const keep = p.getByLabel(v.say('保级所需成长值', 'Kept with growth'));
    await keep.fill('2000');
    await p.locator('.field-error', { hasText: '≤ growth' }).first().waitFor();
    await becomes(() => v.button('保存并生效', 'Save and put in force').getAttribute('aria-disabled'), 'true', 'what is wrong is not saved');
    await v.shot(`${lang}-programme-wrong`);
    await keep.fill('900');
    await p.getByText(v.say('检查通过', 'Nothing is wrong')).waitFor();
    await p.getByText(v.say('（满 900 保级）', '(kept with 900)')).waitFor();

    // a gift, in the form; the code says the same, and a change of the code is one of the form
    await p.getByRole('group', { name: v.say('升级礼', 'On reaching it') }).getByRole('button', { name: v.say('送积分', 'Points') }).click();
    await p.getByText(v.say('代码', 'Code'), { exact: true }).click();
    const code = p.locator('.doc-code .cm-content');
    await code.waitFor();
    await holds(async () => (await code.innerText()).includes('"keep": 900'), 'the code has what the form says');
    await code.locator('.cm-line', { hasText: '"keep": 900' }).click();
    await p.keyboard.press('Home');
    await p.keyboard.press('Shift+End');
    await p.keyboard.insertText('"keep": 950,');
    await p.getByText(v.say('（满 950 保级）', '(kept with 950)')).waitFor();
    await v.shot(`${lang}-programme-code`);
    await p.getByText(v.say('表单', 'Form'), { exact: true }).click();
    await becomes(() => keep.inputValue(), '950', 'the form has what the code says');
    await v.accessible('programme editor');
    await v.shot(`${lang}-programme-form`);

    await p.getByText(v.say('检查通过', 'Nothing is wrong')).waitFor();
    await p.keyboard.press('Control+s');
    const dialog = p.getByRole('dialog');
    await dialog.locator('input').first().fill(name);
    await dialog.locator('input').nth(1).fill(slug);
    await dialog.locator('.ant-btn-primary').click();
    await p.waitForURL(`**/members/${slug}`);
    await v.see('还没有会员', 'Nobody is a member yet');

    // somebody joins
    await v.button('办理入会', 'Take somebody in').click();
    await dialog.locator('input').first().fill(phone);
    await dialog.getByLabel(v.say('来源', 'Source')).fill('till');
    await dialog.locator('.ant-btn-primary').click();
    const drawer = p.locator('.ant-drawer');
    await drawer.getByText('till').waitFor();
    await drawer.locator('.member-level', { hasText: v.say('银卡', 'Silver') }).waitFor();
    await v.settle();
    await v.shot(`${lang}-member`);

    // by hand to gold, with a reason
    await drawer.getByRole('button', { name: v.say('操作', 'Actions') }).click();
    await p.getByRole('menuitem', { name: v.say('设定等级', 'Set level') }).click();
    const act = p.locator('.ant-modal');
    await act.locator('.ant-select').first().click();
    await p.locator('.ant-select-item-option', { hasText: v.say('金卡', 'Gold') }).click();
    await act.locator('.ant-btn-primary').click();
    await act.locator('.field-error').filter({ hasText: /./ }).waitFor();
    await act.getByLabel(v.say('原因', 'Reason')).fill('apology');
    await act.locator('.ant-btn-primary').click();
    await drawer.locator('.member-level', { hasText: v.say('金卡', 'Gold') }).waitFor();
    await drawer.getByText('apology').waitFor();
    await drawer.getByText(v.say('人工设定', 'By hand')).first().waitFor();
    await v.shot(`${lang}-member-raised`);
    await v.accessible('a member');
  });

  await test('what a person has: points, coupons, membership, and what the timeline says of it', lang, lang, async (v) => {
    const { p } = v;
    await v.go(`/people/${phone}?tab=rewards`);
    await v.button('发积分', 'Grant points').click();
    const act = p.locator('.ant-modal');
    await act.locator('.ant-btn-primary').click();
    await act.getByText(v.say('请填写大于零的数量', 'An amount above zero')).waitFor();
    await act.locator('input').first().fill('1,200');
    await act.locator('.ant-btn-primary').click();
    await p.getByRole('table', { name: v.say('成长值明细', 'Ledger of Growth') }).getByText('+1,200').waitFor();
    await p.locator('.person-side').getByText('1,200').first().waitFor();
    await v.settle();
    await v.shot(`${lang}-person-rewards`);
    await v.accessible('rewards of a person');
    // what happened comes to the log a moment later
    const line = p.locator('.timeline-line', { hasText: v.say('积分变动', 'Points changed') }).first();
    for (let tries = 0; tries < 100; tries++) {
      await v.go(`/people/${phone}`);
      if (await line.count()) break;
      await p.waitForTimeout(500);
    }
    await p.locator('.timeline-line', { hasText: v.say('等级变动', 'Tier changed') }).first().waitFor();
    await holds(async () => (await line.innerText()).includes(v.say('成长值', 'Growth')), `names instead of slugs: ${await line.innerText()}`);
    await v.shot(`${lang}-person-timeline`);
  });

  await test('levels are rows of a rule, there and back', lang, lang, async (v) => {
    const { p } = v;
    const rule = `tier("${slug}") in ("gold", "black") and member("${slug}") and points("growth") >= 1000`;
    await v.go(`/segments/new?expression=${encodeURIComponent(rule)}`);
    await p.locator('.rule').nth(2).waitFor();
    await becomes(() => p.locator('.rule-code').count(), 0, 'rows that the form cannot show');
    await p.locator('.rule').first().getByText(v.say('金卡', 'Gold')).waitFor();
    await p.locator('.countcard-n').waitFor();
    await v.shot(`${lang}-segment-facts`);
    await p.getByText(v.say('代码', 'Code'), { exact: true }).click();
    await p.locator('.cm-content').waitFor();
    await becomes(async () => (await p.locator('.cm-content').innerText()).trim(), rule, 'the text of the rows');
  });

  await test('a membership ends, and the programme is archived', lang, lang, async (v) => {
    const { p } = v;
    await v.go(`/members/${slug}`);
    await p.locator('tr[data-row]').first().click();
    const drawer = p.locator('.ant-drawer');
    await drawer.getByRole('button', { name: v.say('操作', 'Actions') }).click();
    await p.getByRole('menuitem', { name: v.say('退会', 'End membership') }).click();
    const act = p.locator('.ant-modal');
    await act.getByText(v.say('立即失去等级', 'end at once')).waitFor();
    await act.getByLabel(v.say('原因', 'Reason')).fill('moved away');
    await v.shot(`${lang}-member-leaves`);
    await act.locator('.ant-btn-primary').click();
    await drawer.getByText(v.say('已退出', 'Left'), { exact: true }).first().waitFor();
    await v.go('/members');
    await v.shot(`${lang}-members`);
    await p.getByRole('button', { name: v.say(`归档“${name}”`, `Archive “${name}”`) }).click();
    await act.locator('.ant-btn-primary').click();
    await p.getByRole('link', { name, exact: true }).waitFor({ state: 'detached' });
  });
}
await done();
