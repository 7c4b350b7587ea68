// SPDX-License-Identifier: GPL-3.0-or-later
// The keyboard, and the doors behind numbers.
import { done, equal, exact, holds, langs, test } from './lib/tour.mjs';

for (const lang of langs) {
  await test('the palette goes to pages, segments and people', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/');
    const palette = p.getByRole('dialog', { name: v.say('命令面板', 'Command palette') });
    await p.keyboard.press('Control+k');
    await palette.waitFor();
    await v.accessible('palette');
    await p.keyboard.type(v.say('操作日志', 'audit'));
    await palette.getByRole('option', { name: v.say('操作日志', 'Audit log') }).first().waitFor();
    await v.shot(`${lang}-palette`);
    await p.keyboard.press('Enter');
    await p.waitForURL('**/settings/audit');
    await palette.waitFor({ state: 'detached' });
    await v.settle();
    await p.keyboard.press('Control+k');
    await p.keyboard.type('quiet_champions');
    await palette.getByRole('option', { name: v.say('高价值沉默', 'High value gone quiet') }).first().waitFor();
    await p.keyboard.press('Enter');
    await p.waitForURL('**/segments/quiet_champions');
    await p.keyboard.press('Control+k');
    await palette.waitFor();
    await p.keyboard.press('Escape');
    await palette.waitFor({ state: 'detached' });
  });

  await test('G S, G P and ? work; not in fields', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/');
    await p.keyboard.press('g');
    await p.keyboard.press('s');
    await p.waitForURL('**/segments');
    await v.settle();
    await p.keyboard.press('?');
    const list = p.getByRole('dialog', { name: v.say('键盘快捷键', 'Keyboard shortcuts') });
    await list.waitFor();
    await list.getByText(v.say('分群', 'Segments'), { exact: true }).waitFor();
    await holds(async () => await list.locator('kbd').count() >= 15, 'keys are listed');
    await v.shot(`${lang}-shortcuts`);
    await v.accessible('shortcuts');
    await p.keyboard.press('Escape');
    await list.waitFor({ state: 'detached' });
    await p.getByLabel(v.say('搜名称、规则或作者', 'Search names, rules, authors')).first().pressSequentially('gp?');
    equal(new URL(p.url()).pathname, '/w/main/segments', 'letters typed into a field');
    await list.waitFor({ state: 'detached' });
  });

  await test('a number opens its people; Back closes them', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/segments');
    const door = p.locator('tr[data-row="first_order_only"] .door').first();
    const people = await exact(door);
    await door.click();
    const drawer = p.locator('.audience');
    await drawer.waitFor();
    await p.waitForURL('**/segments?people=**');
    await drawer.locator('.audience-count strong').waitFor();
    equal(await exact(drawer.locator('.audience-count strong')), people, 'people behind the number');
    await drawer.locator('tr[data-row]').first().waitFor();
    await v.settle();
    await v.shot(`${lang}-drawer`);
    await v.accessible('drawer');
    await p.goBack();
    await drawer.waitFor({ state: 'detached' });
    equal(new URL(p.url()).search, '', 'the address is as before');
    await p.goForward();
    await drawer.waitFor();
    await p.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    equal(new URL(p.url()).pathname, '/w/main/segments', 'the page stays');
    await v.go('/');
    await p.locator('.metric-value .door').first().click();
    await drawer.locator('tr[data-row]').first().waitFor();
    await drawer.locator('tr[data-row] a').first().click();
    await p.waitForURL('**/people/**');
  });
}
await done();
