// SPDX-License-Identifier: GPL-3.0-or-later
// Collecting from its pages: a key is made and sent with, what came shows while it comes, a refused event is mended and counted,
// the key is rotated and revoked, and somebody who may only look sees no phone number.
import { becomes, check, done, equal, langs, test, tour } from './lib/tour.mjs';

/** An event as a client sends it: over HTTP, with nothing but a key. */
async function send(secret, body, headers = {}) {
  const r = await fetch(`${tour.base}/v1/events`, { method: 'POST', headers: { Authorization: `Bearer ${secret}`, ...headers }, body: typeof body === 'string' ? body : JSON.stringify(body) });
  return r.status;
}
const W = `${tour.base}/api/w/${tour.workspace}`;
async function make(v, body) {
  const csrf = (await (await v.context.request.get(`${tour.base}/api/me`)).json()).csrf;
  const r = await v.context.request.post(`${W}/collect/keys`, { headers: { 'X-CSRF-Token': csrf }, data: body });
  check(r.status() === 201, `key: ${r.status()} ${await r.text()}`);
  return r.json();
}
/** Questions are asked as of the last full minute. */
const time = () => new Date(Date.now() - 180_000).toISOString();
const rowOf = (p, title) => p.locator('tr[data-row]').filter({ hasText: title });
/** The number of rows with this event that can be asked for, once it has become `want`. */
async function counted(v, event, want) {
  let got = -1;
  for (let i = 0; i < 100 && got !== want; i++) {
    const r = await v.context.request.get(`${W}/data/events/${event}`);
    got = r.status() === 200 ? (await r.json()).rows : 0;
    if (got !== want) await v.p.waitForTimeout(100);
  }
  equal(got, want, `${event} counted`);
}

for (const lang of langs) {
  await test('a key from made to revoked', lang, lang, async (v) => {
    const { p } = v, title = `${lang} walk key`;
    await v.go('/settings/write-keys');
    await p.getByRole('button', { name: v.say('新建写入密钥', 'New write key') }).first().click();
    const form = p.getByRole('dialog');
    await form.getByRole('button', { name: v.say('新建写入密钥', 'New write key') }).click();
    await form.getByText(v.say('请填写名称。', 'A name is needed.')).waitFor();
    await form.getByLabel(v.say('名称', 'Name'), { exact: true }).fill(title);
    await form.getByLabel(v.say('允许的页面来源', 'Pages let in')).fill('shop');
    v.allow(/^422 POST .*\/collect\/keys$/);
    await form.getByRole('button', { name: v.say('新建写入密钥', 'New write key') }).click();
    await form.locator('.problem').waitFor();
    await form.getByLabel(v.say('允许的页面来源', 'Pages let in')).fill('https://shop.example\nhttps://*.shop.example');
    await form.getByRole('button', { name: v.say('新建写入密钥', 'New write key') }).click();
    const made = p.getByRole('dialog').filter({ hasText: v.say('密钥已创建', 'The key is made') });
    const secret = await made.locator('.copytext code').innerText();
    check(/^wk_\w{26}$/.test(secret), `a browser key: ${secret}`);
    await made.getByRole('button', { name: v.say('关闭', 'Close') }).last().click();
    await rowOf(p, title).waitFor();

    const origin = { Origin: 'https://www.shop.example' };
    equal(await send(secret, [{ event: `walk_${lang}`, time: time(), user_id: '7', message_id: `${lang}-1` }, { user_id: '7', set: { level: 'gold' } }], origin), 200, 'sent with it');
    equal(await send(secret, [{ event: `walk_${lang}` }], origin), 422, 'nobody’s event');
    equal(await send(secret, [{ event: `walk_${lang}`, user_id: '7' }], { Origin: 'https://evil.example' }), 403, 'from elsewhere');
    await v.go('/settings/write-keys');
    const text = await rowOf(p, title).innerText();
    check(/\b2\b/.test(text), `two taken: ${text}`);
    await rowOf(p, title).getByText(v.say('1 条死信', '1 dead letter')).waitFor();
    await rowOf(p, title).getByText(v.say('1 个请求被拒绝', '1 request refused')).waitFor();
    await v.shot(`${lang}-write-keys`);

    const menu = async (zh, en) => {
      await rowOf(p, title).getByRole('button', { name: v.say('更多操作', 'More for') }).click();
      await p.getByRole('menuitem', { name: v.say(zh, en) }).click();
    };
    await menu('编辑', 'Edit');
    const change = p.getByRole('dialog');
    await change.getByLabel(v.say('每秒事件上限', 'Events a second')).fill('250');
    await change.getByRole('button', { name: v.say('保存', 'Save') }).click();
    await rowOf(p, title).getByText(v.say('密钥 250/秒', 'key 250/s')).waitFor();

    await menu('轮换', 'Rotate');
    await p.getByRole('dialog').getByText(v.say(/在此之前新旧都可用/, /until then both do/)).waitFor();
    await p.getByRole('dialog').getByRole('button', { name: v.say('轮换', 'Rotate') }).click();
    const turned = p.getByRole('dialog').filter({ hasText: v.say('新的密钥内容', 'The new secret') });
    const next = await turned.locator('.copytext code').innerText();
    await turned.getByText(v.say(/在此之前新旧都可用/, /until then both do/)).waitFor();
    check(next !== secret, 'another secret');
    await v.shot(`${lang}-rotated`);
    await turned.getByRole('button', { name: v.say('关闭', 'Close') }).last().click();
    equal([await send(secret, [{ event: `walk_${lang}`, time: time(), user_id: '8', message_id: `${lang}-2` }], origin), await send(next, [{ event: `walk_${lang}`, time: time(), user_id: '8', message_id: `${lang}-3` }], origin)], [200, 200], 'both work');
    await rowOf(p, title).getByText(v.say(/轮换中/, /Rotating/)).waitFor();
    await counted(v, `walk_${lang}`, 3);

    await menu('吊销', 'Revoke');
    const end = p.getByRole('dialog');
    await end.getByText(v.say('最近 24 小时用它发送了 5 条消息（已接收 4，死信 1），另有 1 个请求被拒绝。', 'In the last 24 hours 5 messages came with it (4 taken, 1 dead letter), and 1 request was refused.')).waitFor();
    await v.shot(`${lang}-revoke`);
    await end.getByRole('button', { name: v.say('吊销', 'Revoke') }).click();
    await rowOf(p, title).waitFor({ state: 'detached' });
    equal([await send(secret, [{ event: 'x', user_id: '8' }], origin), await send(next, [{ event: 'x', user_id: '8' }], origin)], [401, 401], 'neither works');
    await p.getByRole('switch').click();
    await rowOf(p, title).getByText(v.say('已吊销', 'Revoked'), { exact: true }).waitFor();
  });

  await test('what is sent shows while it comes', lang, lang, async (v) => {
    const { p } = v;
    const { key, secret } = await make(v, { title: `${lang} live`, kind: 'server' });
    await v.go(`/live?key=${key.id}`);
    await v.see('没有符合条件的消息', 'No message like that');
    await p.locator('.live-open').waitFor();
    const began = Date.now();
    equal(await send(secret, [{ event: '支付', user_id: `live-${lang}`, properties: { order_id: `L-${lang}`, amount: 12.5, phone: '13812345678' } }]), 200, 'sent');
    const row = p.locator('tr[data-row]').first();
    await row.waitFor();
    const took = Date.now() - began;
    console.log(`# shown after ${took} ms`);
    await row.getByText('order_completed').waitFor();
    await row.click();
    const drawer = p.locator('.message');
    await drawer.getByText(v.say('原名 支付', 'Sent as 支付')).waitFor();
    for (const words of ['12.5', `live-${lang}`, '/v1/events', '13812345678']) await drawer.getByText(words).first().waitFor();
    await v.accessible(`${lang} live with a message`);
    await v.shot(`${lang}-live-message`);
    await drawer.getByRole('link', { name: `live-${lang}` }).click();
    await p.waitForURL(`**/people/live-${lang}`);
    await v.settle();
    await becomes(() => p.locator('.problem').count(), 0, 'the person is there');

    await v.go(`/live?key=${key.id}`);
    await row.waitFor();
    await p.getByRole('button', { name: v.say('暂停', 'Pause') }).click();
    await send(secret, [{ event: 'while_paused', user_id: '1' }, { event: 'nobody_s' }]);
    await p.getByText(v.say('已暂停，2 条新消息在等待', 'Paused; 2 new messages wait')).waitFor();
    await becomes(() => p.locator('tr[data-row]').count(), 1, 'nothing moves while it is paused');
    await p.getByRole('button', { name: v.say('继续', 'Resume') }).first().click();
    await p.getByText('while_paused').waitFor();
    await becomes(() => p.locator('tr[data-row]').count(), 3, 'then all of it');
    await p.getByText(v.say('仅未接收', 'Only not taken')).click();
    await p.getByText('while_paused').waitFor({ state: 'detached' });
    await p.getByText('nobody_s').click();
    await p.getByRole('link', { name: v.say('在死信中修正并重放', 'Fix and replay among the dead letters') }).click();
    await p.waitForURL(`**/dead?key=${key.id}**`);
    await v.see('1 封死信', '1 dead letter');

    await v.go(`/live?key=${key.id}&outcome=rejected`);
    await p.locator('.live-open').waitFor();
    await p.locator('.live-rate-now dd').filter({ hasText: /\d/ }).waitFor(); // two pulses: from here on it is counted
    equal(await send(secret, '{"event": '), 400, 'no JSON');
    await p.locator('tr[data-row]').filter({ hasText: v.say('整个请求', 'A whole request') }).waitFor();
    await p.waitForFunction(() => Number(document.querySelector('[data-rate=refusedRequests]')?.textContent) > 0);
  });

  await test('a dead letter is mended and counted', lang, lang, async (v) => {
    const { p } = v, event = `mended_${lang}`;
    const { key, secret } = await make(v, { title: `${lang} dead`, kind: 'server' });
    equal(await send(secret, [{ event, time: time(), userId: '7', properties: { price: 12345678901234567890 } }, { event, properties: {} }, { event: `other_${lang}`, properties: {} }]), 422, 'all refused');
    await v.go(`/dead?key=${key.id}`);
    const reasons = p.getByRole('table', { name: v.say('原因', 'Reasons') }), list = p.getByRole('table', { name: v.say('死信', 'Dead letters'), exact: true });
    equal(await reasons.locator('tr[data-row]').evaluateAll((all) => all.map((r) => r.dataset.row)), ['wire_no_id', 'wire_unknown_field'], 'reasons, most frequent first');
    await p.getByLabel(v.say('事件名（客户端所用）', 'Event, as sent')).fill(`other_${lang}`);
    await p.waitForURL(`**event=other_${lang}**`);
    await v.see('1 封死信', '1 dead letter');
    await p.getByLabel(v.say('事件名（客户端所用）', 'Event, as sent')).fill('');
    await v.see('3 封死信', '3 dead letters');
    await reasons.locator('tr[data-row=wire_unknown_field]').click();
    await v.see('1 封死信', '1 dead letter');
    await list.locator('tr[data-row]').first().click();
    const letter = p.locator('.letter');
    await becomes(async () => (await letter.locator('.json-marked').innerText()).trim(), '"userId": "7",', 'the place is marked');
    await v.accessible(`${lang} a dead letter`);
    await v.shot(`${lang}-dead-letter`);
    v.allow(/^422 POST .*\/replay$/);
    await letter.getByRole('button', { name: v.say('原样重放', 'Replay as it is') }).click();
    await letter.locator('.problem').waitFor();
    await letter.getByRole('button', { name: v.say('修改', 'Edit') }).click();
    const box = letter.getByLabel(v.say('要重放的内容', 'What is to be replayed'));
    const was = await box.inputValue();
    check(was.includes('"price": 12345678901234'), `digits are kept: ${was}`);
    await box.fill(was.replace('"userId"', '"user_id'));
    await letter.getByText(v.say(/不是有效的 JSON：第 4 行/, /Not JSON: line 4/)).waitFor();
    await becomes(() => letter.getByRole('button', { name: v.say('修正并重放', 'Fix and replay') }).getAttribute('aria-disabled'), 'true', 'nonsense is not sent');
    // What is mended is not lost by closing.
    await p.keyboard.press('Escape');
    const asked = p.getByRole('dialog', { name: v.say('还有未保存的修改', 'There are unsaved changes') });
    await v.button('留下', 'Stay', asked).click();
    await asked.waitFor({ state: 'detached' });
    await box.fill(was.replace('"userId"', '"user_id"'));
    await letter.getByRole('button', { name: v.say('修正并重放', 'Fix and replay') }).click();
    await v.see('已成为事件，死信已移除', 'It became an event; the letter is gone');
    await counted(v, event, 1);

    await v.go(`/dead?key=${key.id}`);
    await p.getByRole('button', { name: v.say('重放这 2 封', 'Replay these 2') }).click();
    await p.getByRole('dialog').getByRole('button', { name: v.say('重放这 2 封', 'Replay these 2') }).click();
    await v.see('0 封成为事件，2 封再次失败而保留', '0 became events, 2 failed again and stay');
    await p.getByRole('button', { name: v.say('丢弃这 2 封', 'Discard these 2') }).click();
    await p.getByRole('dialog').getByText(v.say(`条件：${lang} dead`, `Those of: ${lang} dead`)).waitFor();
    await p.getByRole('dialog').getByRole('button', { name: v.say('丢弃这 2 封', 'Discard these 2') }).click();
    await v.see('没有符合条件的死信', 'No dead letter like that');
  });

  await test('who may only look sees no phone number', lang, lang, async (v) => {
    const { p } = v;
    const { key, secret } = await make(v, { title: `${lang} masked`, kind: 'server' });
    await send(secret, [{ event: 'secretive', user_id: '13912345678', properties: { note: 'call 13812345678' } }, { event: 'secretive', userId: '13912345678' }]);
    const csrf = (await (await v.context.request.get(`${tour.base}/api/me`)).json()).csrf;
    const made = await (await v.context.request.post(`${W}/users`, { headers: { 'X-CSRF-Token': csrf }, data: { email: `looker-${lang}@example.com`, role: 'viewer', locale: lang } })).json();
    await v.context.clearCookies();
    v.allow(/^401 GET \/api\/me$/);
    await p.goto(`${tour.base}/login#token=${made.link.token}`);
    await p.waitForURL('**/w/main/**');
    await v.go(`/live?key=${key.id}`);
    await p.locator('tr[data-row]').filter({ hasText: 'secretive' }).last().click();
    await p.locator('.message .json').waitFor();
    const seen = await p.evaluate(() => document.body.innerText);
    check(!/13912345678|13812345678/.test(seen) && /\*/.test(seen), 'masked while it comes');
    await becomes(() => p.locator('.message a[href*="/people/"]').count(), 0, 'no door to a person');
    await v.go(`/dead?key=${key.id}`);
    await p.getByRole('table', { name: v.say('死信', 'Dead letters'), exact: true }).locator('tr[data-row]').first().click();
    await p.locator('.letter .json').waitFor();
    check(!/13912345678/.test(await p.locator('.letter').innerText()), 'masked as a letter'); // at once
    await becomes(() => p.getByRole('button', { name: v.say('修改', 'Edit') }).count(), 0, 'what is masked is not edited');
    await becomes(() => p.getByRole('button', { name: v.say('原样重放', 'Replay as it is') }).getAttribute('aria-disabled'), 'true', 'nor replayed');
    await v.shot(`${lang}-viewer-letter`);
  });
}
await done();
