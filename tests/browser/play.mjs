// SPDX-License-Identifier: GPL-3.0-or-later
// Tasks, check-ins, badges and draws as an operator makes them: first use, templates, the gate, mistakes at their fields, switched on and
// off, odds that must fit, winners, the audit list.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { becomes, check, done, equal, holds, langs, test, tour } from './lib/tour.mjs';

const currency = 'kind: currency\nslug: points\ntitle: {en: Points, zh: 积分}\n';

/** An owner's session, asked by hand. */
async function back(v) {
  const login = await v.context.request.post(`${tour.base}/api/login`, { data: tour.users[v.lang] });
  const csrf = (await login.json()).csrf;
  return async (path, data) => {
    const r = await v.context.request.post(`${tour.base}/api/w/main${path}`, { data, headers: { 'X-CSRF-Token': csrf, 'Idempotency-Key': `${v.lang}-${Math.random()}` } });
    return { status: r.status(), body: r.status() === 204 ? null : await r.json() };
  };
}

async function named(v, name, slug) {
  const dialog = v.p.getByRole('dialog');
  await dialog.locator('input').first().fill(name);
  await dialog.locator('input').nth(1).fill(slug);
  await dialog.locator('.ant-btn-primary').click();
}

/** The page at the width of a phone: everything fits. */
async function onPhone(v, what) {
  await v.p.setViewportSize({ width: 390, height: 844 });
  await v.fits(what);
  await v.shot(`${v.lang}-${what}-phone`);
  await v.p.setViewportSize({ width: 1280, height: 900 });
}

for (const lang of langs) {
  const task = `walk-${lang}`, day = `daily-${lang}`, draw = `draw-${lang}`;

  await test('a task from a template, its gate, on and off', lang, lang, async (v) => {
    const { p } = v, post = await back(v);
    v.allow(/^4\d\d POST .*\/resources\/apply$/, /^422 POST .*\/questions\/(check|count|parse)$/);
    await post('/resources/apply', { documents: currency });
    await v.go('/tasks');
    const add = v.button('新建任务', 'New task');
    await add.or(p.getByText(v.say('还没有任务', 'No task yet'))).first().waitFor();
    await v.accessible('tasks');
    await v.shot(`${lang}-tasks-none`);
    if (await add.isVisible()) await add.click();
    await v.button('使用此样板', 'Use this').nth(1).click();
    await p.waitForURL('**/tasks/new?kind=task&from=month');
    const fine = p.getByText(v.say('检查通过', 'Nothing is wrong'));
    await fine.waitFor();
    await v.see('近 30 天达到目标的人数', 'People who reached it in the last 30 days');
    // switched on without a budget: said at the gate, and nothing is saved
    const times = p.getByLabel(v.say('最多发放次数', 'Rewards in all'));
    await times.fill('');
    await p.getByRole('switch').click();
    await p.getByText(v.say('有一处需要修正', 'Something is to be mended')).waitFor();
    await becomes(() => v.button('保存', 'Save').getAttribute('aria-disabled'), 'true', 'what is wrong is not saved');
    await p.locator('.tsk-gates li:not(.tsk-open)', { hasText: v.say('预算上限', 'A budget') }).waitFor();
    await v.shot(`${lang}-task-gate`);
    await times.fill('500');
    // with a budget it is good, and gives more points than anybody spends: a warning, with the ways to spend them
    await fine.waitFor();
    await p.locator('.doc-side .ant-alert-warning', { hasText: v.say('每天可能发放', 'It could give') }).waitFor();
    await becomes(() => p.locator('.doc-ways a').count(), 4, 'each way to spend them is a door');
    await v.shot(`${lang}-task-warned`);
    await p.getByRole('switch').click();
    await fine.waitFor();
    await p.locator('.doc-side .ant-alert-warning').waitFor({ state: 'detached' });
    // the code says the same
    await p.getByText(v.say('代码', 'Code'), { exact: true }).click();
    await p.locator('.doc-code .cm-content').waitFor();
    await holds(async () => (await p.locator('.doc-code .cm-content').innerText()).includes('"times": 500'), 'the code has what the form says');
    await p.getByText(v.say('表单', 'Form'), { exact: true }).click();
    await v.accessible('task editor');
    await onPhone(v, 'task-editor');
    await p.keyboard.press('Control+s');
    await named(v, `Walk ${lang}`, task);
    await p.waitForURL(`**/tasks/task/${task}`);
    await p.getByText(v.say('草稿', 'Draft'), { exact: true }).first().waitFor();
    await v.button('启用', 'Start').click();
    await v.see('对照组 10% 的用户看不到', '10% of people are held out');
    await v.see('每天可能发放', 'It could give');
    await v.shot(`${lang}-task-start`);
    await p.getByRole('dialog').locator('.ant-btn-primary').click();
    await p.getByText(v.say('进行中', 'Running'), { exact: true }).first().waitFor();
    await v.settle();
    await v.accessible('one task');
    await v.shot(`${lang}-task-one`);
    await onPhone(v, 'task-one');
    await v.button('停用', 'Stop').click();
    await p.getByRole('dialog').locator('.ant-btn-dangerous, .ant-btn-primary').last().click();
    await p.getByText(v.say('草稿', 'Draft'), { exact: true }).first().waitFor();
  });

  await test('a check-in with people, a badge', lang, lang, async (v) => {
    const { p } = v, post = await back(v);
    v.allow(/^4\d\d POST .*\/resources\/apply$/, /^422 POST .*\/questions\/(check|count|parse)$/);
    await post('/resources/apply', { documents: currency });
    await v.go('/tasks?tab=check_in');
    const add = v.button('新建签到', 'New check-in');
    await add.or(p.getByText(v.say('还没有签到活动', 'No check-in yet'))).first().waitFor();
    if (await add.isVisible()) await add.click();
    await v.button('使用此样板', 'Use this').first().click();
    await p.getByText(v.say('检查通过', 'Nothing is wrong')).waitFor();
    await becomes(() => p.locator('.tsk-day').count(), 8, 'seven days and a milestone');
    await p.getByRole('switch').click();
    await p.getByText(v.say('检查通过', 'Nothing is wrong')).waitFor();
    await v.accessible('check-in editor');
    await v.shot(`${lang}-checkin-editor`);
    await p.keyboard.press('Control+s');
    await named(v, `Daily ${lang}`, day);
    await p.waitForURL(`**/tasks/check_in/${day}`);
    let went = 0;
    for (let i = 0; i < 6; i++) went += (await post(`/people/user_id:${lang}${i}/visit`, {})).status === 201 && (await post(`/people/${lang}${i}/check-ins`, { check_in: day })).status === 200;
    check(went > 3, `${went} checked in`);
    await p.reload();
    await v.see('连续天数分布', 'How long streaks are');
    await p.getByRole('link', { name: `${lang}0`, exact: true }).first().waitFor();
    await v.settle();
    await v.accessible('one check-in');
    await v.shot(`${lang}-checkin-one`);
    await p.getByRole('link', { name: `${lang}0`, exact: true }).first().click();
    await p.waitForURL('**/people/**');
    await v.see('连续 1 天', '1 day in a row');
    await v.go('/tasks?tab=badge');
    const more = v.button('新建徽章', 'New badge');
    await more.or(p.getByText(v.say('还没有徽章', 'No badge yet'))).first().waitFor();
    if (await more.isVisible()) await more.click();
    await v.button('使用此样板', 'Use this').first().click();
    await p.getByText(v.say('检查通过', 'Nothing is wrong')).waitFor();
    await v.shot(`${lang}-badge-editor`);
    await p.keyboard.press('Control+s');
    await named(v, `Ten ${lang}`, `ten-${lang}`);
    await p.waitForURL(`**/tasks/badge/ten-${lang}`);
    await v.see('当前持有', 'Have it');
  });

  await test('a draw: odds that fit, winners, the audit list', lang, lang, async (v) => {
    const { p } = v, post = await back(v);
    v.allow(/^4\d\d POST .*\/resources\/apply$/, /^422 POST .*\/questions\/(check|count|parse)$/);
    await post('/resources/apply', { documents: currency });
    await v.go('/draws');
    await v.button('新建抽奖', 'New draw').first().waitFor();
    await v.accessible('draws');
    await v.shot(`${lang}-draws-none`);
    await v.button('新建抽奖', 'New draw').first().click();
    const fine = p.getByText(v.say('检查通过', 'Nothing is wrong'));
    await fine.waitFor();
    const odds = p.getByLabel(v.say('概率', 'Probability'), { exact: true });
    await v.see('合计 30.01%，未中奖 69.99%', '30.01% in all, no prize 69.99%');
    await odds.nth(1).fill('99.995');
    await v.see('合计超过 100%', 'More than 100% in all');
    await p.getByText(v.say('有一处需要修正', 'Something is to be mended')).waitFor();
    await v.shot(`${lang}-draw-odds`);
    await odds.nth(1).fill('0');
    await odds.nth(0).fill('100');
    await v.see('合计 100%，未中奖 0%', '100% in all, no prize 0%');
    await odds.nth(1).fill('0.0000001');
    await odds.nth(0).fill('99.9999999');
    await v.see('合计 100%，未中奖 0%', '100% in all, no prize 0%');
    await fine.waitFor();
    await v.accessible('draw editor');
    await onPhone(v, 'draw-editor');
    await p.keyboard.press('Control+s');
    await named(v, `Draw ${lang}`, draw);
    await p.waitForURL(`**/draws/${draw}`);
    let drew = 0;
    for (let i = 0; i < 6 && drew < 2; i++) {
      await post(`/people/user_id:d${lang}${i}/visit`, {});
      drew += (await post(`/draws/${draw}/people/d${lang}${i}/turns`, {})).status === 201;
    }
    equal(drew, 2, 'two drew');
    await p.reload();
    await v.see('公示概率', 'Published odds');
    await v.see('99.9999999%');
    const hand = v.button('登记发放', 'Hand over');
    await hand.first().waitFor();
    await becomes(() => hand.count(), 2, 'two things to hand over');
    await v.settle();
    await v.accessible('one draw');
    await v.shot(`${lang}-draw-one`);
    await onPhone(v, 'draw-one');
    await hand.first().click();
    const dialog = p.getByRole('dialog');
    await dialog.getByLabel(v.say('备注', 'Note')).fill('SF-1');
    await dialog.locator('.ant-btn-primary').click();
    await v.see('SF-1');
    await p.waitForFunction(() => !document.querySelector('[role=dialog] .ant-btn-primary'));
    await becomes(() => hand.count(), 1, 'one is left');
    const [file] = await Promise.all([p.waitForEvent('download'), v.button('下载审计清单', 'Download the audit list').click()]);
    const path = `${tour.folder}/${draw}.ndjson`;
    writeFileSync(path, readFileSync(await file.path()));
    const said = execFileSync(tour.program, ['draw', 'verify', path, '--lang', 'en'], { encoding: 'utf8' });
    check(/2/.test(said), `the list is whole: ${said}`);
  });
}

await test('in the dark', 'en', 'en', async (v) => {
  for (const [name, path] of [['tasks', '/tasks'], ['one', '/tasks/task/walk-en'], ['draw', '/draws/draw-en']]) {
    await v.go(path);
    await v.accessible(`dark ${name}`);
    await v.shot(`en-dark-${name}`);
  }
}, { theme: 'dark' });

await done();
