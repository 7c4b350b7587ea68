// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody who may only look: invited by an owner, sees masked people, and no button that would be refused works.
import { Visit, becomes, check, done, equal, holds, langs, test, tour } from './lib/tour.mjs';

/** A login link for a new viewer, from the API, as the page of users gets it. */
async function invite(lang) {
  const owner = await Visit.begin(lang, lang);
  const csrf = (await (await owner.context.request.get(`${tour.base}/api/me`)).json()).csrf;
  const r = await owner.context.request.post(`${tour.base}/api/w/main/users`, { headers: { 'X-CSRF-Token': csrf }, data: { email: `viewer-${lang}@example.com`, role: 'viewer', locale: lang } });
  check(r.status() < 300, `invite: ${r.status()} ${await r.text()}`);
  const { link } = await r.json();
  await owner.end();
  return link.token;
}

for (const lang of langs) {
  await test('a viewer sees no one in person and cannot press what would be refused', lang, null, async (v) => {
    const { p } = v;
    const token = await invite(lang);
    v.allow(/^401 GET \/api\/me$/);
    await p.goto(`${tour.base}/login#token=${token}`);
    await p.waitForURL('**/w/main/**');
    v.allowed.length = 0; // from here on, whatever is refused was offered
    await v.settle();

    /** It is there, and says why it does nothing. */
    const off = async (button, what) => {
      await becomes(() => button.getAttribute('aria-disabled'), 'true', `${what} is off`);
      await button.hover();
      await p.locator('.ant-tooltip:visible').filter({ hasText: v.say('角色', 'role') }).or(p.locator('.ant-tooltip:visible').filter({ hasText: v.say('需要', 'Only admins') })).first().waitFor();
      await button.click({ force: true });
      await p.mouse.move(0, 0);
    };
    const links = await p.locator('a.sider-item').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    for (const link of links) {
      await p.goto(tour.base + link);
      await v.settle();
      await holds(async () => await p.locator('.problem').count() === 0, `${link} shows a problem`);
    }
    check(!links.some((l) => /people$|users|keys|audit/.test(l)), `pages that need more are not listed: ${links}`);

    await v.go('/people');
    await v.see('没有权限', 'Not permitted');
    await v.shot(`${lang}-viewer-people`);
    await v.go('/settings/users');
    await v.see('没有权限', 'Not permitted');

    await v.go('/data/events/order_completed');
    const samples = await p.locator('.table').last().innerText();
    check(/\*/.test(samples), `people of the samples are masked: ${samples.slice(0, 200)}`);
    await v.shot(`${lang}-viewer-event`);

    await v.go('/plans');
    await off(v.button('由实际数据生成', 'Declare from observed', p.locator('.page-actions')), 'declare');
    await v.go('/plans/new');
    await becomes(() => v.button('添加事件', 'Add event').count(), 0, 'a plan cannot be changed');
    await off(v.button('保存并生效', 'Save and put in force', p.locator('.page-actions')), 'save a plan');

    await v.go('/segments/quiet_champions');
    await p.locator('.countcard-n').waitFor();
    await p.locator('.rule .rule-number').first().fill('90');
    await off(v.button('保存', 'Save', p.locator('.page-actions')).last(), 'save');
    await off(v.button('导出名单', 'Export people', p.locator('.page-actions')), 'export');
    await v.shot(`${lang}-viewer-segment`);
    await p.evaluate(() => sessionStorage.clear());

    await v.go('/segments');
    await p.locator('tr[data-row="first_order_only"]').getByRole('button', { name: v.say('更多操作', 'More for') }).click();
    for (const [zh, en] of [['归档', 'Archive'], ['导出名单', 'Export people']]) equal(await p.getByRole('menuitem', { name: v.say(zh, en) }).getAttribute('aria-disabled'), 'true', `${en} of a segment is off`);
    await p.keyboard.press('Escape');
    await p.locator('tr[data-row="first_order_only"] .door').first().click();
    await p.locator('.audience-count strong').waitFor();
    await off(v.button('存为分群', 'Save as segment', p.locator('.audience')), 'save as segment');
    await off(v.button('导出', 'Export', p.locator('.audience')), 'export of a drawer');
    await holds(async () => await p.locator('.audience tr[data-row]').count() === 0, 'nobody is listed');
    await v.shot(`${lang}-viewer-drawer`);

    await v.go('/classes/rfm?tab=definition');
    await off(v.button('编辑', 'Edit', p.locator('.definition-actions')).first(), 'edit of a classification');
    await v.go('/import');
    await holds(async () => await p.locator('input[type=file]').count() === 0, 'no file can be chosen');
    await v.go('/settings');
    await off(v.button('保存', 'Save', p.locator('#main')), 'save of the settings');
    await v.go('/account');
  });
}
await done();
