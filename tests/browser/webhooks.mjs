// SPDX-License-Identifier: GPL-3.0-or-later
// Webhooks under settings: made, its secret shown once, a receiver that fails and gets well, dead ones sent again.
import { createServer } from 'node:http';
import { check, done, holds, langs, test } from './lib/tour.mjs';

let status = 200, got = 0;
const sink = createServer((q, a) => { q.resume().on('end', () => { got++; a.writeHead(status, { 'Content-Type': 'text/plain' }).end(status === 200 ? '' : 'closed for stocktaking'); }); });
await new Promise((r) => { sink.listen(0, '127.0.0.1', r); });
const url = `http://127.0.0.1:${sink.address().port}/hook`;

/** Somebody new in a segment's list is an event; here points, by the API. */
async function happen(v, n) {
  await v.p.evaluate(async (times) => {
    const csrf = (await (await fetch('/api/me')).json()).csrf;
    const post = (path, body) => fetch(`/api/w/main${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf, 'Idempotency-Key': String(Math.random()) }, body: JSON.stringify(body) });
    await post('/resources/apply', { documents: 'kind: currency\nslug: points\ntitle: {en: Points, zh: 积分}\n' });
    for (let i = 0; i < times; i++) await post('/people/user_id:hooked/points', { op: 'grant', currency: 'points', amount: '1' });
  }, n);
}

for (const lang of langs) {
  await test('made, failing, dead, sent again', lang, lang, async (v) => {
    const { p } = v, name = v.say('商城', 'The shop');
    status = 200;
    await v.go('/settings/webhooks');
    await v.shot(`webhooks-${lang}-none`);
    await v.button('新建回调', 'New webhook').first().click();
    const form = p.getByRole('dialog');
    await form.getByRole('button', { name: v.say('新建回调', 'New webhook') }).click();
    await form.getByText(v.say('请填写名称', 'Give it a name')).waitFor();
    await form.getByLabel(v.say('名称', 'Name')).fill(name);
    await form.getByLabel(v.say('地址', 'Address')).fill(url);
    await form.getByRole('combobox').fill('points_*');
    await p.keyboard.press('Enter');
    await form.getByText(v.say('名称', 'Name')).first().click();
    await v.accessible('form');
    await v.shot(`webhooks-${lang}-form`);
    await form.getByRole('button', { name: v.say('新建回调', 'New webhook') }).click();
    await v.see('只显示这一次', 'It is shown this once');
    await holds(async () => /whsec_\S{20,}/.test(await p.getByRole('dialog', { name: v.say('签名密钥', 'The signing secret') }).innerText()), 'the secret is shown');
    await v.shot(`webhooks-${lang}-secret`);
    await v.button('已保存', 'I have stored it').click();
    const drawer = p.locator('.hook');
    await drawer.waitFor();
    await v.button('发送测试', 'Send a test').click();
    await v.see('测试送达：200', 'Test delivered: 200');
    status = 500;
    await happen(v, 2);
    await v.see('重试中', 'Trying again');
    await v.see('closed for stocktaking', 'closed for stocktaking');
    await v.accessible('drawer');
    await v.shot(`webhooks-${lang}-failing`);
    status = 200;
    await v.button('立即重试', 'Try now').click().catch(() => undefined);
    await drawer.locator('li').nth(1).waitFor();
    await v.see('正常', 'Fine');
    await v.shot(`webhooks-${lang}-fine`);
    await p.setViewportSize({ width: 390, height: 844 });
    await v.fits('drawer on a phone');
    await v.shot(`webhooks-${lang}-phone`);
    await p.setViewportSize({ width: 1280, height: 900 });
    await v.button('更换密钥', 'Change the secret').click();
    await v.button('更换密钥', 'Change the secret', p.locator('.ant-modal')).click();
    await v.see('只显示这一次', 'It is shown this once');
    await v.button('已保存', 'I have stored it').click();
    await v.see('旧密钥在', 'the one before signs too');
    await v.button('删除', 'Delete').first().click();
    await v.see('立即停止发送', 'Nothing more is sent');
    await v.button('删除', 'Delete', p.locator('.ant-modal')).click();
    await drawer.waitFor({ state: 'detached' });
    await v.see('还没有回调', 'No webhooks yet');
  });
}
check(got > 0, 'something was posted');
sink.close();
await done();
