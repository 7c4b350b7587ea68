// SPDX-License-Identifier: GPL-3.0-or-later
// Looking after the data: damage is looked for, a backup is made and shown how to restore; how long events are kept is
// previewed before it is set; somebody is erased after what goes was shown and their id typed.
import { becomes, done, equal, holds, langs, test, tour } from './lib/tour.mjs';

for (const lang of langs) {
  await test('data care: look for damage, back up, how to restore', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/settings/care');
    await v.see('正常接收事件', 'Taking events');
    await p.getByRole('button', { name: v.say('开始校验', 'Start'), exact: true }).click();
    await v.see('没有发现问题', 'Nothing found');
    const row = p.locator('.care-table tr[data-row]');
    const had = await row.count();
    await p.getByRole('button', { name: v.say('立即备份', 'Back up now') }).click();
    await row.nth(had).waitFor();
    await row.first().getByText(v.say('完好', 'Whole')).waitFor();
    await p.getByText(v.say('如何恢复', 'How to restore')).click();
    const name = await row.first().getAttribute('data-row');
    await holds(async () => (await p.locator('.care-restore code').innerText()).includes(`--backup ${name} `), 'the newest is restored');
    for (const [theme, width] of [['light', 1280], ['dark', 390]]) {
      await p.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await p.setViewportSize({ width, height: 900 });
      await v.settle();
      await v.fits(`care ${theme} ${width}`);
      await v.accessible(`care ${theme} ${width}`);
      await v.shot(`${lang}-care-full-${theme}-${width}`);
    }
    await p.setViewportSize({ width: 1280, height: 900 });
    await row.first().getByRole('button', { name: v.say('校验', 'Check') }).click();
    await row.first().getByText(v.say('完好', 'Whole')).waitFor();
    await becomes(() => row.count(), had + 1, 'checking makes no backup');
  });

  await test('retention: a rule for one event, previewed, not set', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/settings');
    const form = p.locator('form.retention');
    await form.getByText(v.say('全部事件', 'All events')).first().waitFor();
    await form.getByRole('button', { name: v.say('为某个事件单独设置', 'A rule for one event') }).click();
    await form.locator('li').nth(1).locator('.ant-select').first().click();
    await p.keyboard.type('product_viewed');
    await p.keyboard.press('Enter');
    await v.settle();
    await v.shot(`${lang}-retention-form`);
    await form.getByRole('button', { name: v.say('预览影响', 'Preview the effect') }).click();
    const dialog = p.getByRole('dialog');
    await dialog.getByText(v.say('更改保留期限？', 'Change how long events are kept?')).waitFor();
    await holds(() => dialog.getByRole('button', { name: v.say('设置', 'Set'), exact: true }).isDisabled(), 'not without the slug');
    await v.accessible('retention preview');
    await v.shot(`${lang}-retention-preview`);
    await dialog.locator('input').fill('main');
    await holds(() => dialog.getByRole('button', { name: v.say('设置', 'Set'), exact: true }).isEnabled(), 'with the slug');
    await dialog.getByRole('button', { name: v.say('取消', 'Cancel') }).click();
    await p.setViewportSize({ width: 390, height: 844 });
    await v.settle();
    await v.fits('retention on a phone');
    await v.shot(`${lang}-retention-form-390`);
    const w = await v.context.request.get(`${tour.base}/api/w/main`).then((r) => r.json());
    equal(w.retention, 'none', 'nothing was set');
  });

  await test('somebody is erased', lang, lang, async (v) => {
    const { p } = v;
    const phone = lang === 'zh' ? '13900000001' : '13900000002'; // of the till (tests/lib/browser.py)
    const person = await v.context.request.get(`${tour.base}/api/w/main/people/${phone}`).then((r) => r.json());
    await v.go(`/people/${encodeURIComponent(person.id)}`);
    await p.getByRole('button', { name: v.say('抹除', 'Erase'), exact: true }).click();
    const dialog = p.getByRole('dialog');
    await dialog.getByText(v.say('1 个身份标识', '1 identity')).waitFor();
    await dialog.getByText(v.say('其中订单 1 笔', 'Among them 1 order')).waitFor();
    const go = dialog.getByRole('button', { name: v.say('抹除', 'Erase'), exact: true });
    await holds(() => go.isDisabled(), 'not without the id');
    await v.accessible('erase dialog');
    await v.shot(`${lang}-erase`);
    await p.setViewportSize({ width: 390, height: 844 });
    await v.shot(`${lang}-erase-390`);
    await p.setViewportSize({ width: 1280, height: 900 });
    await dialog.locator('input').fill(person.id);
    v.allow(/^404 GET \/api\/w\/main\/people\//); // the page may ask once more before it is left
    await go.click();
    await v.see('已从所有结果中消失', 'gone from every answer');
    await p.waitForURL('**/people');
    await v.shot(`${lang}-erased`);
    await p.getByRole('button', { name: v.say('知道了', 'Done') }).click();
    equal((await v.context.request.get(`${tour.base}/api/w/main/people/${phone}`)).status(), 404, 'nobody is found');
  });
}
await done();
