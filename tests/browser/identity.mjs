// SPDX-License-Identifier: GPL-3.0-or-later
// Why somebody is one person, told and taken apart: two identities come together in a message, one is split off with a preview,
// blocked and let in again, two people are merged by hand, and who is frozen stands in the list of work.
import { check, done, equal, langs, test, tour } from './lib/tour.mjs';

const W = `${tour.base}/api/w/${tour.workspace}`;
const csrf = async (v) => (await (await v.context.request.get(`${tour.base}/api/me`)).json()).csrf;

/** Sends as a server does, and waits until it can be asked for. */
async function send(v, events) {
  const made = await v.context.request.post(`${W}/collect/keys`, { headers: { 'X-CSRF-Token': await csrf(v) }, data: { title: 'identity walk', kind: 'server' } });
  check(made.status() === 201, `key: ${made.status()} ${await made.text()}`);
  const r = await fetch(`${tour.base}/v1/events`, { method: 'POST', headers: { Authorization: `Bearer ${(await made.json()).secret}` }, body: JSON.stringify(events) });
  equal(r.status, 200, `sent: ${await r.text()}`);
}
const identity = async (v, who) => (await v.context.request.get(`${W}/people/${encodeURIComponent(who)}/identity`)).json();

for (const lang of langs) {
  const user = `walk-${lang}`, phone = lang === 'zh' ? '+8613912340001' : '+8613912340002';

  await test('why one person, split off and merged again', lang, lang, async (v) => {
    const { p } = v;
    const time = new Date(Date.now() - 300_000).toISOString();
    await send(v, [{ event: 'walk_seen', time, ids: { phone } }, { event: 'walk_seen', time, user_id: user }, { link: 'bind', time, user_id: user, ids: { phone } }]);
    equal((await identity(v, user)).total, 2, 'identities of one person');
    await v.go(`/people/${user}?tab=identity`);
    await p.locator('.evidence li').first().waitFor();
    const row = p.locator('tr[data-row]').filter({ hasText: phone });
    await row.waitFor();
    await v.fits('identity');
    await v.accessible('identity');
    await v.shot(`${lang}-identity-1280`);
    const act = async (zh, en) => {
      await row.getByRole('button', { name: v.say('的操作', 'Actions on') }).click();
      await p.getByRole('menuitem', { name: v.say(zh, en) }).click();
    };
    const dialog = p.getByRole('dialog');

    await act('封禁…', 'Block…');
    await dialog.getByText(v.say(`属于用户 ${user}，该用户另有 1 个标识`, `It belongs to ${user}, who has 1 other`)).waitFor();
    await v.accessible('block');
    await v.shot(`${lang}-identity-block`);
    await v.button('封禁', 'Block', dialog).click();
    await row.getByText(v.say('已封禁', 'blocked')).waitFor();
    await act('解除封禁', 'Unblock');
    await row.getByText(v.say('已封禁', 'blocked')).waitFor({ state: 'detached' });

    await act('拆分…', 'Split off…');
    await dialog.locator('.move-sides li').first().waitFor();
    await v.accessible('split');
    await v.shot(`${lang}-identity-split`);
    await v.button('拆分', 'Split off', dialog).click();
    await row.waitFor({ state: 'detached' });
    equal((await identity(v, user)).total, 1, 'alone again');
    equal((await identity(v, phone)).total, 1, 'and so is the other');

    await v.button('合并…', 'Merge…').click();
    await dialog.getByLabel(v.say('对方的任一标识', 'Any identity of the other')).fill(phone);
    await v.button('预览', 'Preview', dialog).click();
    await dialog.locator('.move-sides li').first().waitFor();
    await v.shot(`${lang}-identity-merge`);
    await dialog.getByRole('button', { name: v.say('合并', 'Merge'), exact: true }).click();
    await row.waitFor();
    equal((await identity(v, phone)).total, 2, 'one person again');
    check((await identity(v, user)).evidence.some((e) => e.cause === 'admin' && e.author), 'by whom is told');
  });

  await test('who is frozen stands in the list of work', lang, lang, async (v) => {
    const { p } = v;
    await v.go(`/people/${user}?tab=identity`);
    await p.getByRole('button', { name: v.say('冻结', 'Freeze'), exact: true }).click();
    await p.getByRole('dialog').getByText(v.say('冻结后保持现状', 'will stay so')).waitFor();
    await v.shot(`${lang}-identity-freeze`);
    await p.getByRole('dialog').getByRole('button', { name: v.say('冻结', 'Freeze'), exact: true }).click();
    await p.getByText(v.say('已冻结', 'Frozen'), { exact: true }).waitFor();
    await v.go('/settings/identity');
    await p.getByRole('link', { name: new RegExp(`${user}|${phone.slice(1)}`) }).first().waitFor();
    await v.fits('the list of work');
    await v.shot(`${lang}-identity-watch`);
    await p.setViewportSize({ width: 390, height: 844 });
    await v.go(`/people/${user}?tab=identity`);
    await p.getByRole('button', { name: v.say('解除冻结', 'Unfreeze'), exact: true }).click();
    await p.getByRole('button', { name: v.say('冻结', 'Freeze'), exact: true }).waitFor();
    await v.fits('identity, narrow');
    await v.shot(`${lang}-identity-390`);
  });
}

await done();
