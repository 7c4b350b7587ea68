// SPDX-License-Identifier: GPL-3.0-or-later
// A funnel from an example to a segment of those who left: counted as the command line counts, changed by hand, by code and
// by keyboard, found again at its address, and its people kept.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { becomes, check, done, equal, holds, langs, numberIn, test, tour } from './lib/tour.mjs';

const answered = (p) => p.waitForResponse((r) => r.url().endsWith('/questions/funnel') && r.status() === 200).then((r) => r.json());
const cli = (doc, asOf) => JSON.parse(execFileSync(tour.program, ['--data', tour.data, 'query', 'funnel', JSON.stringify(doc), ...(asOf ? ['--as-of', asOf] : []), '--json'], { encoding: 'utf8' }));
const documentIn = (p) => JSON.parse(new URL(p.url()).searchParams.get('q'));
const settled = (p) => p.waitForFunction(() => document.querySelector('.bars') && !document.querySelector('.question-old, [aria-busy=true]'));
const shown = async (p) => Promise.all((await p.locator('.bar-n').all()).map(async (e) => numberIn(await e.innerText())));
const reached = (a) => a.all.steps.map((s) => s.reached);

for (const lang of langs) {
  await test('an example is asked, and its numbers are the command line\'s', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/funnel');
    const answer = answered(p);
    await v.button(/浏览 → 加购/, /View → cart/).click();
    const a = await answer;
    await settled(p);
    await becomes(() => shown(p), reached(a), 'bars');
    const doc = documentIn(p);
    equal(doc.steps, ['product_viewed', 'product_added', 'order_completed'], 'the address holds the question');
    equal(reached(cli(doc, a.as_of)), reached(a), 'the command line says the same');
    check(a.all.steps[0].reached > a.all.steps[2].reached, 'fewer get to the end');
    await v.accessible('a funnel');

    // By hand: a condition.
    const second = p.getByRole('group', { name: v.say('步骤 2', 'Step 2') });
    await second.getByRole('button', { name: v.say('属性条件', 'Where') }).click();
    await second.locator('.rule-prop').click();
    await p.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: v.say('单价', 'Unit price') }).click();
    await second.locator('.rule-number').fill('100');
    await p.waitForFunction(() => / where price >= 100"/.test(new URL(location.href).searchParams.get('q') ?? ''));
    await becomes(() => shown(p), reached(cli(documentIn(p), a.as_of)), 'with the condition');
  });

  await test('code and form are one selector; what the form cannot show stays as it is; mistakes are shown at their step', lang, lang, async (v) => {
    const { p } = v;
    const doc = { steps: ['product_viewed where price between 20 and 300 and channel in ("小程序", "天猫")', 'product_added where price > 10 or quantity > 1'], range: 'last 90 days' };
    await v.go(`/funnel?q=${encodeURIComponent(JSON.stringify(doc))}`);
    await settled(p);
    const first = p.getByRole('group', { name: v.say('步骤 1', 'Step 1') }), second = p.getByRole('group', { name: v.say('步骤 2', 'Step 2') });
    await becomes(() => first.locator('.rule-filter').count(), 2, 'conditions of the first step');
    await becomes(() => second.locator('.selector-only').count(), 1, 'the second one is code, to be read');
    // The server reads the form's text as the same conditions.
    const parsed = await p.evaluate(async (text) => {
      const me = await (await fetch('/api/me')).json();
      return (await fetch(`${location.pathname.split('/').slice(0, 3).join('/').replace('/w/', '/api/w/')}/questions/parse`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': me.csrf }, body: JSON.stringify({ expression: `did(${text})` }) })).json();
    }, doc.steps[0]);
    equal(parsed.tree.where.map((w) => [w.prop, w.op, w.type, w.values.length]), [['price', 'between', 'number', 2], ['channel', 'in', 'text', 2]], 'as the server reads it');
    await first.getByRole('button', { name: v.say('改用代码', 'Edit as code') }).click();
    await first.locator('.cm-content').click();
    await p.keyboard.press('Control+a');
    await p.keyboard.insertText('product_viewd');
    v.allow(/^422 POST .*\/questions\/funnel$/);
    await first.locator('.cm-lintRange-error').waitFor();
    await holds(async () => /product_viewed/.test(await first.getByRole('alert').innerText()), 'the near name is offered');
    await p.locator('.cm-content').first().click();
    await p.keyboard.press('Control+a');
    await p.keyboard.insertText('product_viewed where price < 50');
    await p.waitForFunction(() => !document.querySelector('.cm-lintRange-error'));
    await first.getByRole('button', { name: v.say('改用表单', 'Edit as a form') }).click();
    await becomes(() => first.locator('.rule-filter').count(), 1, 'the code is a form again');
    await settled(p);
    await v.shot(`${lang}-funnel-code`);
  });

  await test('steps move by keyboard, undo brings them back, the address brings everything back', lang, lang, async (v) => {
    const { p } = v;
    const doc = { steps: ['product_viewed', 'product_added', 'order_completed'], within: '7 days', range: 'last 90 days', by: { property: 'channel' }, trend: 'week' };
    await v.go(`/funnel?q=${encodeURIComponent(JSON.stringify(doc))}`);
    await settled(p);
    await p.locator('.step-handle').nth(1).focus();
    await p.keyboard.press('ArrowUp');
    await p.waitForFunction(() => /"product_added","product_viewed"/.test(new URL(location.href).searchParams.get('q') ?? ''));
    const a = cli(documentIn(p));
    await becomes(() => shown(p), reached(a), 'in the other order');
    await becomes(() => p.locator('tr[data-row]:not(.funnel-two tr)').count(), a.groups.length + 1, 'a row for each group and for all');
    await v.button('撤销一步', 'Undo').click();
    await p.waitForFunction(() => /"product_viewed","product_added"/.test(new URL(location.href).searchParams.get('q') ?? ''));
    const before = reached(cli(documentIn(p)));
    await becomes(() => shown(p), before, 'undone');
    await p.reload();
    await settled(p);
    await becomes(() => shown(p), before, 'the same numbers at the same address');
    const loading = p.waitForEvent('download');
    await v.button('导出', 'Export').first().click();
    await p.getByRole('menuitem', { name: 'CSV' }).click();
    const text = readFileSync(await (await loading).path(), 'utf8');
    equal(text.trim().split('\r\n').length, 1 + 3 * (a.groups.length + 1), 'rows of the table file');
    const png = p.waitForEvent('download');
    await v.button('导出', 'Export').first().click();
    await p.getByRole('menuitem', { name: 'PNG' }).click();
    check(readFileSync(await (await png).path()).subarray(1, 4).toString() === 'PNG', 'a picture');
  });

  await test('times to convert stand in bins that people say, each the door to its people', lang, lang, async (v) => {
    const { p } = v;
    const doc = { steps: ['product_viewed', 'order_completed'], within: '30 days', range: 'last 90 days' };
    await v.go(`/funnel?q=${encodeURIComponent(JSON.stringify(doc))}`);
    await settled(p);
    const a = cli(documentIn(p)), card = p.locator('.funnel-two > *').nth(1), rows = card.locator('tr[data-row]');
    equal(a.histogram.reduce((n, b) => n + b.n, 0), a.all.steps[1].reached, 'everybody who converted');
    await becomes(() => rows.count(), a.histogram.length, 'a row for each bin');
    check((lang === 'zh' ? /秒|分钟|小时|天/ : /\d (s|min|h|d)/).test(await rows.first().innerText()), 'in words');
    await card.scrollIntoViewIfNeeded();
    await card.locator('.chart-picture svg').waitFor();
    await v.accessible('times to convert');
    await v.shot(`${lang}-funnel-times`);
    await p.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await v.shot(`${lang}-funnel-times-dark`);
    await p.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await p.setViewportSize({ width: 390, height: 844 });
    await card.scrollIntoViewIfNeeded();
    await holds(() => p.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing sticks out');
    await v.shot(`${lang}-funnel-times-phone`);
    await p.setViewportSize({ width: 1280, height: 800 });
    const most = a.histogram.reduce((best, b, i) => (b.n > a.histogram[best].n ? i : best), 0);
    await rows.nth(most).locator('a').click();
    const drawer = p.locator('.audience');
    await drawer.locator('tr[data-row]').first().waitFor();
    await becomes(async () => numberIn(await drawer.locator('.audience-count strong').innerText()), a.histogram[most].n, 'people of the bar');
    await p.keyboard.press('Escape');
    await drawer.waitFor({ state: 'hidden' });
    await card.locator('.ant-segmented-item').filter({ hasText: v.say('等宽', 'Equal') }).click();
    await p.waitForFunction(() => JSON.parse(new URL(location.href).searchParams.get('q') ?? '{}').bins?.scale === 'linear');
    await settled(p);
    await becomes(() => rows.count(), cli(documentIn(p)).histogram.length, 'equal bins');
  });

  await test('who left is listed, exported, and kept as a segment of exactly them', lang, lang, async (v) => {
    const { p } = v;
    const doc = { steps: ['product_viewed', 'product_added', 'order_completed'], within: '7 days', range: 'last 90 days' };
    await v.go(`/funnel?q=${encodeURIComponent(JSON.stringify(doc))}`);
    await settled(p);
    const door = p.locator('.bar-left a').nth(1);
    const left = numberIn(await door.innerText().then((s) => /[\d,]+/.exec(s)[0]));
    await door.click();
    const drawer = p.locator('.audience');
    await drawer.locator('tr[data-row]').first().waitFor();
    await becomes(async () => numberIn(await drawer.locator('.audience-count strong').innerText()), left, 'people in the drawer');
    await v.accessible('people behind a number');
    await v.shot(`${lang}-funnel-people`);
    const loading = p.waitForEvent('download');
    await v.button('导出名单', 'Export people', drawer).click();
    equal(readFileSync(await (await loading).path(), 'utf8').trim().split('\r\n').length - 1, left, 'people in the file');
    await v.button('存为分群', 'Save as segment', drawer).click();
    await drawer.getByLabel(v.say('标识', 'Id')).fill(`left-${lang}`);
    await v.button('保存', /^Save$/, drawer.locator('form')).click();
    await v.button('打开', 'Open', p.locator('.ant-notification-notice')).click();
    await p.waitForURL(`**/segments/left-${lang}**`);
    await p.locator('.countcard-n').waitFor();
    const kept = JSON.parse(execFileSync(tour.program, ['--data', tour.data, 'query', `segment("left-${lang}")`, '--json'], { encoding: 'utf8' }));
    equal(kept.people, left, 'people of the segment');
  });
}
await done();
