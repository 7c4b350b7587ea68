// SPDX-License-Identifier: GPL-3.0-or-later
// The definition of RFM is changed with a look at who would move, saved, compared with the one before, and put back.
import { becomes, check, done, langs, numberIn, test } from './lib/tour.mjs';

const shown = async (v) => numberIn(await v.p.locator('.page-status .ant-tag').last().innerText());

for (const lang of langs) {
  await test('a rule is changed after seeing who would move, and put back', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/classes/rfm?tab=definition');
    const before = await shown(v);
    const edit = v.button('编辑', 'Edit', p.locator('.definition-actions')).first();
    await edit.click();
    const save = v.button('保存为新版本', 'Save as a new version');
    const ready = () => p.waitForFunction((name) => [...document.querySelectorAll('.editor-bar button')].some((b) => b.innerText.includes(name) && b.getAttribute('aria-disabled') !== 'true'), v.say('保存为新版本', 'Save as a new version'));
    const moved = p.locator('.preview-moved strong');
    await p.getByText(v.say('没有人会换类', 'Nobody would change class')).waitFor();
    await becomes(() => save.getAttribute('aria-disabled'), 'true', 'nothing to save yet');
    const days = p.locator('.editor-window input').first();
    const was = await days.inputValue();
    await days.fill('120');
    await p.getByText(v.say('人会换类', 'would change class')).first().waitFor();
    await p.waitForFunction((none) => !document.querySelector('.preview-moved strong')?.innerText.includes(none), v.say('没有人', 'Nobody'));
    const people = numberIn(await moved.innerText());
    check(people > 0, 'somebody would move');
    const moves = await p.locator('.preview-moves').first().locator('li .num').allInnerTexts();
    check(moves.length > 0 && moves.map(numberIn).every((n) => n > 0 && n <= people), 'who would move where');
    await v.shot(`${lang}-rfm-preview`);
    await v.accessible('preview of a definition');
    await ready();
    await save.click();
    await p.locator('.definition-actions').waitFor();
    await v.settle();
    await becomes(() => shown(v), before + 1, 'version after saving');

    await v.button('看改动', 'Show changes').first().click();
    await p.locator('.diff-add, .diff-plus, [class*=diff]').filter({ hasText: '120' }).first().waitFor();
    await v.shot(`${lang}-rfm-versions`);

    await p.locator(`tr[data-row="${before}"]`).getByRole('button', { name: v.say('以此为草稿', 'Edit from this') }).click();
    await p.locator('.cm-content').waitFor();
    await p.getByText(v.say('人会换类', 'would change class')).first().waitFor();
    await ready();
    await save.click();
    await p.locator('.definition-actions').waitFor();
    await v.settle();
    await becomes(() => shown(v), before + 2, 'version after putting it back');
    await edit.click();
    await becomes(() => p.locator('.editor-window input').first().inputValue(), was, 'the window is as it was');
  });

  await test('a mistake in a rule is told at the rule, and cannot be saved', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/classes/rfm?tab=definition&edit=form');
    const rule = p.locator('textarea.editor-code').first();
    await rule.fill(`${await rule.inputValue()} and (`);
    await p.locator('.preview-problem').first().waitFor();
    await p.locator('.field-error').first().waitFor();
    await p.waitForFunction((name) => [...document.querySelectorAll('.editor-bar button')].some((b) => b.innerText.includes(name) && b.getAttribute('aria-disabled') === 'true'), v.say('保存为新版本', 'Save as a new version'));
    await v.shot(`${lang}-rfm-mistake`);
    await v.button('放弃', 'Discard', p.locator('.editor-bar')).click();
    await v.button('放弃', 'Discard', p.getByRole('dialog')).click();
    await p.locator('.definition-actions').waitFor();
  });
}
await done();
