// SPDX-License-Identifier: GPL-3.0-or-later
// A segment from its first typing error to its archive: counted as the command line counts, exported whole.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { becomes, check, done, equal, exact, holds, langs, numberIn, test, tour } from './lib/tour.mjs';

const rule = { zh: 'count(order_completed, last 90 days) >= 2 and sum(order_completed.amount, last 90 days) > 100', en: 'did(order_completed, last 60 days) and not did(application_opened, last 3 days)' };

/** Types an expression as a whole: the pasted text is not completed or closed by the editor. */
async function write(p, text) {
  await p.locator('.cm-content').click();
  await p.keyboard.press('Control+a');
  await p.keyboard.insertText(text);
  await p.keyboard.press('Escape');
}

const counted = (p) => p.waitForResponse((r) => r.url().endsWith('/questions/count') && r.request().method() === 'POST' && r.status() === 200).then((r) => r.json());

/** A row of every kind the form has beyond the plain ones. */
const rowsOf = (lang) => `sequence(product_viewed where price > 10 -> order_completed within 3 days -> not order_refunded by item_id, last 90 days) and last(order_completed.channel) in ("小程序", "门店") and nth(2, order_completed) > 2026-01-01 and count(order_completed, this year) >= count(order_completed, previous year) and streak(product_viewed) >= 2 and anniversary(birthday) within next 30 days and user_id not in list("rows-${lang}")`;

for (const lang of langs) {
  const slug = `tour-${lang}`;
  let people = 0;

  await test('a mistake in code is shown where it is; mended, it is counted as the command line counts', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/segments');
    await v.button('新建分群', 'New segment').click();
    await p.waitForURL('**/segments/new');
    await p.getByText(v.say('代码', 'Code'), { exact: true }).click();
    v.allow(/^422 POST .*\/questions\/(count|parse)$/);
    const broken = rule[lang].replace('last ', 'lst ');
    await write(p, broken);
    await p.locator('.cm-lintRange-error').first().waitFor();
    const place = p.locator('.problem-place').first();
    await place.waitFor();
    const said = /(\d+)\D+(\d+)/.exec(await place.innerText());
    equal(said[1], '1', 'line of the mistake');
    const marked = (await p.locator('.cm-lintRange-error').allInnerTexts()).join('');
    equal(broken.slice(Number(said[2]) - 1, Number(said[2]) - 1 + marked.length), marked, 'what is marked stands at the place that is said');
    const message = await p.locator('.problem-inline .problem-detail').first().innerText();
    check(/[\u4e00-\u9fff]/.test(message) === (lang === 'zh'), `the message is in the reader's language: ${message}`);
    await v.shot(`${lang}-segment-mistake`);
    await v.accessible('a mistake in code');
    const answer = counted(p);
    await write(p, rule[lang]);
    const count = await answer;
    await p.locator('.countcard-n').waitFor();
    await p.waitForFunction(() => !document.querySelector('.countcard-old, .cm-lintRange-error'));
    people = await exact(p.locator('.countcard-n'));
    const cli = JSON.parse(execFileSync(tour.program, ['--data', tour.data, 'query', rule[lang], '--as-of', count.as_of, '--json'], { encoding: 'utf8' }));
    equal(people, cli.people, 'the number shown and the command line\'s');
    check(people > 0, 'somebody is counted');
    await v.see('读作', 'Reads as');
    await p.getByText(v.say('规则', 'Rules'), { exact: true }).click();
    await p.locator('.rule').nth(1).waitFor();
    await becomes(() => p.locator('.rule').count(), 2, 'rows of the rule');
    await becomes(() => p.locator('.rule-code').count(), 0, 'rows that the form cannot show');
    await p.locator('.waterfall li').nth(2).waitFor();
    equal(await exact(p.locator('.countcard-n')), people, 'the rows say the same as the code');
    await v.shot(`${lang}-segment-rules`);

    await p.keyboard.press('Control+s');
    const dialog = p.getByRole('dialog');
    await dialog.getByLabel(v.say('中文名', 'Chinese name')).fill('巡游分群');
    await dialog.getByLabel(v.say('英文名', 'English name')).fill('Toured');
    await dialog.getByLabel(v.say('标识', 'Id')).fill(slug);
    await v.button('保存', 'Save', dialog).click();
    await p.waitForURL(`**/segments/${slug}**`);
    await v.settle();
    await becomes(() => p.locator('h1').innerText(), v.say('巡游分群', 'Toured'), 'the page is the segment\'s');
    await holds(async () => await p.locator('.pill-dirty').count() === 0, 'nothing is unsaved');
  });

  await test('every row there is shows what the code says, and says it again', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/segments');
    const list = await p.evaluate(async (s) => (await fetch(`/api/w/main/resources/list/${s}`, { method: 'PUT', headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': (await (await fetch('/api/me')).json()).csrf }, body: JSON.stringify({ title: { zh: '名单', en: 'List' }, values: ['u000001', 'u000002'] }) })).status, `rows-${lang}`);
    check(list === 201, `a list is put: ${list}`);
    await v.go(`/segments/new?expression=${encodeURIComponent(rowsOf(lang))}`);
    await p.locator('.rule').nth(6).waitFor();
    await becomes(() => p.locator('.rule-code').count(), 0, 'rows that the form cannot show');
    await becomes(() => p.locator('.rule-step').count(), 3, 'steps of the sequence');
    await p.locator('.countcard-n').waitFor();
    await p.waitForFunction(() => !document.querySelector('.countcard-old'));
    await v.fits('every row');
    await v.accessible('every row');
    await v.shot(`${lang}-rows-1280`);
    // One number of a row is changed: the rest of the text stays what it was.
    await p.locator('.rule-step').nth(1).getByLabel(v.say('多少', 'How many')).fill('9');
    await p.waitForFunction(() => !document.querySelector('.countcard-old'));
    const again = counted(p);
    await p.locator('.rule-step').nth(1).getByLabel(v.say('多少', 'How many')).fill('5');
    equal((await again).canonical, rowsOf(lang).replace('within 3 days', 'within 5 days'), 'the text the rows make');
    await p.setViewportSize({ width: 390, height: 844 });
    await v.settle();
    await v.fits('every row, narrow');
    await v.shot(`${lang}-rows-390`);
    await v.button('添加条件', 'Add condition').first().click();
    await p.getByRole('menuitem', { name: v.say('依次做过（先…再…）', 'Did one after another') }).click();
    await becomes(() => p.locator('.rule').count(), 8, 'one more row');
    await p.locator('.rule').nth(7).getByText(v.say('待填', 'To fill in')).waitFor();
  });

  await test('a list of ids from a spreadsheet becomes a segment of those who are known', lang, lang, async (v) => {
    const { p } = v;
    const list = `till-${lang}`;
    const [a, b, c] = execFileSync(tour.program, ['--data', tour.data, 'query', 'did(order_completed)', '--ids'], { encoding: 'utf8' }).split('\n').filter((x) => /^u\d+$/.test(x));
    // GBK: a heading, five lines of people (one twice, one nobody knows) and one without an id.
    const gbk = { 姓: [0xd0, 0xd5], 名: [0xc3, 0xfb], 用: [0xd3, 0xc3], 户: [0xbb, 0xa7], 编: [0xb1, 0xe0], 号: [0xba, 0xc5], 甲: [0xbc, 0xd7], 乙: [0xd2, 0xd2], 丙: [0xb1, 0xfb], 丁: [0xb6, 0xa1] };
    const bytes = (text) => Buffer.from([...text].flatMap((c) => gbk[c] ?? [c.charCodeAt(0)]));
    const csv = bytes(`姓名,用户编号\r\n甲,${a}\r\n"乙","${b}"\r\n甲,${a}\r\n丁,\r\n丙,${c}\r\n丁,nobody\r\n`);
    await v.go('/segments');
    await v.button('上传名单', 'Upload a list').click();
    const dialog = p.getByRole('dialog'), chooser = dialog.locator('input[type=file]');
    await chooser.setInputFiles({ name: 'book.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\u0003\u0004') });
    await v.see('「book.xlsx」不是文本文件', '“book.xlsx” is not a text file');
    await v.accessible('uploading a list');
    await v.shot(`${lang}-upload-empty`);
    await chooser.setInputFiles({ name: 'many.txt', mimeType: 'text/plain', buffer: Buffer.from(Array.from({ length: 50_001 }, (_, i) => `u${i}`).join('\n')) });
    await v.see('有 50,001 个不同的值，一份名单最多 50,000 个', 'There are 50,001 different values; a list holds at most 50,000');
    await v.button('换一个', 'Choose another', dialog).click();
    await chooser.setInputFiles({ name: `Till ${lang}.csv`, mimeType: 'text/csv', buffer: csv });
    await v.see('按 GB18030 读取', 'was read as GB18030');
    equal(await dialog.getByRole('checkbox', { name: v.say('首行是表头', 'The first line is a heading') }).isChecked(), true, 'the heading is seen');
    await becomes(() => dialog.locator('.upload-preview li').allInnerTexts(), [a, b, c, 'nobody'], 'the values');
    await becomes(async () => (await dialog.locator('.upload-figures dd').allInnerTexts()).map(numberIn), [6, 1, 1, 4], 'lines, blank, twice, values');
    await becomes(() => dialog.locator('.ant-select').allInnerTexts(), [`用户编号 · ${a}`, v.say('用户编号', 'User id')], 'the column and what it is');
    equal([await dialog.getByLabel(v.say('名称', 'Name'), { exact: true }).inputValue(), await dialog.getByLabel(v.say('标识', 'Id'), { exact: true }).inputValue()], [`Till ${lang}`, list], 'name and id');
    await v.accessible('a list that is read');
    await v.shot(`${lang}-upload-1280`);
    await p.setViewportSize({ width: 390, height: 844 });
    await v.fits('a list that is read, narrow');
    await v.shot(`${lang}-upload-390`);
    await p.emulateMedia({ colorScheme: 'dark' });
    await v.shot(`${lang}-upload-390-dark`);
    await p.emulateMedia({ colorScheme: 'light' });
    await p.setViewportSize({ width: 1280, height: 900 });

    // The segment fails once: the list is kept, and trying again goes on.
    v.allow(/^503 PUT .*\/segments\/till-/);
    await p.route(`**/segments/${list}`, (r) => (r.request().method() === 'PUT' ? r.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'No', status: 503, code: 'unavailable', detail: 'No' }) }) : r.continue()), { times: 1 });
    const save = v.button('建名单和分群', 'Make list and segment', dialog);
    await save.click();
    await v.see('已存好，分群没有建成', 'is kept, but the segment was not made');
    await v.shot(`${lang}-upload-half`);
    await save.click();
    await p.waitForURL(`**/segments/${list}`);
    await v.see(`「Till ${lang}」：4 个值中匹配到 3 人`, `“Till ${lang}”: 3 of 4 known`);
    await v.settle();
    await becomes(() => exact(p.locator('.countcard-n')), 3, 'people of the segment');
    await v.shot(`${lang}-upload-done`);
    const kept = await p.evaluate(async (x) => [(await (await fetch(`/api/w/main/segments/${x}`)).json()).expression, await (await fetch(`/api/w/main/resources/list/${x}`)).text()], list);
    equal([kept[0], [a, 'nobody', '用户编号', '甲'].map((x) => kept[1].includes(`"${x}"`) || kept[1].includes(`\\"${x}\\"`))], [`user_id in list("${list}")`, [true, true, false, false]], 'what is kept');
  });

  await test('pasted telephone numbers find their people however they are written', lang, lang, async (v) => {
    const { p } = v, list = `numbers-${lang}`;
    await v.go('/segments');
    await v.button('上传名单', 'Upload a list').click();
    const dialog = p.getByRole('dialog');
    await dialog.locator('textarea').first().fill('139 0000 0000\n+8613900000001\n139-0000-0002\n13900000099\n');
    await becomes(() => dialog.locator('.ant-select').last().innerText(), v.say('手机号', 'Phone'), 'what it is');
    await dialog.getByLabel(v.say('名称', 'Name'), { exact: true }).fill(list);
    await dialog.getByLabel(v.say('标识', 'Id'), { exact: true }).fill(list);
    await v.button('建名单和分群', 'Make list and segment', dialog).click();
    await p.waitForURL(`**/segments/${list}`);
    await v.see(`「${list}」：4 个值中匹配到 3 人`, `“${list}”: 3 of 4 known`);
    await v.settle();
    await v.see(`手机号在名单“${list}”中`, `“Phone” is in the list “${list}”`);
    await v.shot(`${lang}-upload-phones`);
  });

  await test('parameters of a rule have types and defaults, which count and are kept', lang, lang, async (v) => {
    const { p } = v;
    const named = `${slug}-named`, text = 'count(order_completed, last $days days) >= $times and not did(order_refunded, since $from)';
    v.allow(/^422 POST .*\/questions\/(count|parse|format|check)$/);
    await v.go(`/segments/new?expression=${encodeURIComponent(text)}&tab=code`);
    const card = p.locator('.parameterscard');
    await becomes(() => card.locator('.parameterscard-row').count(), 3, 'names of the rule');
    await v.shot(`${lang}-parameters-open`);
    const fill = (name, value) => card.getByLabel(v.say(`$${name} 的默认值`, `Default of $${name}`)).fill(value);
    await fill('days', '90');
    await fill('times', '2');
    const answer = counted(p);
    await fill('from', '2026-01-01');
    const count = await answer;
    await p.waitForFunction(() => !document.querySelector('.countcard-old, .parameterscard-bad'));
    equal(count.canonical, 'count(order_completed, last 90 days) >= 2 and not did(order_refunded, since 2026-01-01)', 'what is counted');
    await v.fits('parameters');
    await v.accessible('parameters');
    await v.shot(`${lang}-parameters-1280`);
    await p.keyboard.press('Control+s');
    const dialog = p.getByRole('dialog');
    await dialog.getByLabel(v.say('中文名', 'Chinese name')).fill('带参数');
    await dialog.getByLabel(v.say('英文名', 'English name')).fill('With parameters');
    await dialog.getByLabel(v.say('标识', 'Id')).fill(named);
    await v.button('保存', 'Save', dialog).click();
    await p.waitForURL(`**/segments/${named}**`);
    const read = () => p.evaluate(async (x) => (await fetch(`/api/w/main/segments/${x}`)).json(), named);
    equal((await read()).parameters, { days: { type: 'number', default: '90' }, times: { type: 'number', default: '2' }, from: { type: 'time', default: '2026-01-01' } }, 'what the server keeps');
    await p.reload();
    await p.locator('.countcard-n').waitFor();
    const again = counted(p);
    await fill('times', '3');
    check((await again).people < count.people, 'more times, fewer people');
    await p.locator('.pill-dirty').waitFor();
    await p.setViewportSize({ width: 390, height: 844 });
    await v.settle();
    await v.fits('parameters, narrow');
    await card.scrollIntoViewIfNeeded();
    await v.shot(`${lang}-parameters-390`);
    await p.keyboard.press('Control+s');
    await p.locator('.pill-dirty').waitFor({ state: 'detached' });
    equal([(await read()).parameters.times.default, (await read()).expression], ['3', text], 'the next version');
  });

  await test('when it is recorded is chosen, costs something, and is kept with the next version', lang, lang, async (v) => {
    const { p } = v;
    await v.go(`/segments/${slug}`);
    const card = p.locator('.updatecard');
    await card.getByText(v.say('一次全量', 'Asking everybody')).waitFor();
    await card.getByRole('radio', { name: v.say('每日', 'Daily') }).check();
    await card.getByLabel(v.say('每天几点', 'At what time')).fill('04:30');
    await card.getByRole('checkbox', { name: v.say('进出同时写成事件', 'Write entries and exits as events too') }).check();
    await p.locator('.pill-dirty').waitFor();
    await v.accessible('when it is recorded');
    await v.shot(`${lang}-segment-update`);
    await p.keyboard.press('Control+s');
    await p.locator('.pill-dirty').waitFor({ state: 'detached' });
    const kept = await p.evaluate(async (s) => (await fetch(`/api/w/main/segments/${s}`)).json(), slug);
    equal([kept.update, kept.events, kept.version], ['daily 04:30', true, 2], 'what the server keeps');
    await p.reload();
    await becomes(() => card.getByLabel(v.say('每天几点', 'At what time')).inputValue(), '04:30', 'as loaded again');
    await card.getByRole('radio', { name: v.say('实时', 'Live') }).check();
    await p.keyboard.press('Control+s');
    await p.locator('.pill-dirty').waitFor({ state: 'detached' });
    equal((await p.evaluate(async (s) => (await fetch(`/api/w/main/segments/${s}`)).json(), slug)).update, 'live', 'live again');
  });

  await test('it is in the list with its number, and has a profile', lang, lang, async (v) => {
    const { p } = v;
    await v.go(`/segments?q=${slug}`);
    const row = p.locator(`tr[data-row="${slug}"]`);
    await row.waitFor();
    equal(await exact(row.locator('.door').first()), people, 'people in the list');
    await row.getByRole('link', { name: v.say('巡游分群', 'Toured') }).click();
    await p.waitForURL(`**/segments/${slug}`);
    await v.settle();
    await p.getByText(v.say('画像', 'Profile'), { exact: true }).click();
    await p.locator('.profile-row').first().waitFor();
    await holds(async () => await p.locator('.profile-list').count() >= 3, 'dimensions of the profile');
    equal(await exact(p.locator('.countcard-n')), people, 'people of the profile');
    await p.goBack();
    await p.locator('.rule').first().waitFor();
  });

  await test('an export has as many rows as the segment has people', lang, lang, async (v) => {
    const { p } = v;
    await v.go(`/segments/${slug}`);
    await v.button('导出名单', 'Export people').click();
    const started = p.waitForResponse((r) => r.url().endsWith('/exports'));
    await v.button('开始导出', /^Export$/, p.getByRole('dialog')).click();
    const job = await (await started).json();
    await v.button('任务中心', 'Tasks', p.locator('.topbar')).click();
    const link = p.locator(`[data-job="${job.id}"]`).getByRole('link', { name: /people\.csv/ });
    await link.waitFor();
    await v.shot(`${lang}-tasks`);
    const loading = p.waitForEvent('download');
    await link.click();
    const text = readFileSync(await (await loading).path(), 'utf8');
    check(text.startsWith('\ufeff'), 'the file begins with a byte order mark');
    const rows = text.trim().split('\r\n').length > 1 ? text.trim().split('\r\n') : text.trim().split('\n');
    equal(rows.length - 1, people, `people in ${job.id}`);
  });

  await test('archived, undone, archived and restored', lang, lang, async (v) => {
    const { p } = v;
    await v.go(`/segments?q=${slug}`);
    const row = p.locator(`tr[data-row="${slug}"]`);
    const archive = async () => {
      await row.getByRole('button', { name: v.say('更多操作', 'More for') }).click();
      await p.getByRole('menuitem', { name: v.say('归档', 'Archive') }).click();
      await row.waitFor({ state: 'detached' });
    };
    await archive();
    await v.button('撤销', 'Undo', p.locator('.ant-notification-notice')).click();
    await row.waitFor();
    await archive();
    await p.getByText(v.say('已归档', 'Archived'), { exact: true }).first().click();
    await row.waitFor();
    await row.getByRole('button', { name: v.say('更多操作', 'More for') }).click();
    await p.getByRole('menuitem', { name: v.say('恢复', 'Restore') }).click();
    await row.waitFor({ state: 'detached' });
    await v.go(`/segments?q=${slug}`);
    await row.waitFor();
    await holds(async () => numberIn(await row.locator('.door').first().innerText()) >= 0, 'it counts again');
  });
}
await done();
