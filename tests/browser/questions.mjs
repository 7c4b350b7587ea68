// SPDX-License-Identifier: GPL-3.0-or-later
// Every kind of question from its first example: its numbers are the command line's, a number opens exactly the people it
// counts, it is kept, opened again, and stands on a board that is arranged by keyboard.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { becomes, check, done, equal, langs, numberIn, test, tour } from './lib/tour.mjs';

const cli = (kind, doc, asOf) => JSON.parse(execFileSync(tour.program, ['--data', tour.data, 'query', kind, JSON.stringify(doc), '--as-of', asOf, '--json'], { encoding: 'utf8' }));
const documentIn = (p) => JSON.parse(new URL(p.url()).searchParams.get('q'));
const settled = (p) => p.waitForFunction(() => document.querySelector('.question-answer') && !document.querySelector('.question-old, [aria-busy=true]'));

/** With a value: both amounts of a channel in each cell, and headings that say what the share is of, in the file too. */
async function worth(v, { table }, a) {
  const { p } = v, cell = p.locator('.table tr[data-row]').first().locator('.attribution-cell').first();
  const [credit] = a.channels[0].models;
  equal((await cell.innerText()).replaceAll(',', '').replace(/[^\d.]+/g, ' ').trim(), `${Number(credit.value).toFixed(2)} ${(credit.share * 100).toFixed(1)} ${Number(Number(credit.conversions).toFixed(2))}`, 'value, share and conversions');
  check((await p.locator('.attribution-of').allInnerTexts()).every((s) => s === v.say('占金额的比例', 'Share of Amount')), 'what the share is of');
  check(table.includes(',conversions,value,share_of_value,'), 'in the file too');
  await narrow(v, cell, 'attribution');
}
/** Bins of counts are named by the numbers in them; percentiles stand in the picture, and its tip says how many are up to a bar. */
async function spread(v, _, a) {
  const { p } = v, picture = p.locator('.question-answer .chart-picture').first(), words = () => picture.locator('text').allTextContents().then((all) => all.map((s) => s.trim()));
  await p.locator('.ant-segmented-item').filter({ hasText: v.say('自定义', 'Own edges') }).click();
  await p.getByLabel(v.say('分界，如 0, 100, 500', 'Edges, such as 0, 100, 500')).fill('1, 2, 4, 8');
  await p.waitForFunction(() => /"bins":\[1,2,4,8\]/.test(new URL(location.href).searchParams.get('q') ?? ''));
  await settled(p);
  await becomes(async () => (await words()).filter((s) => ['1', '2–3', '4–7'].includes(s)), ['1', '2–3', '4–7'], 'names of bins of counts');
  const { p25, median, p75 } = a.all.figures;
  for (const name of ['25%', '50%', '75%']) await becomes(async () => (await words()).some((s) => s.split(' ').includes(name)), true, `${name} of ${p25}, ${median}, ${p75}`);
  const box = await picture.boundingBox();
  await p.mouse.move(box.x + box.width * 0.4, box.y + box.height * 0.6);
  await becomes(async () => new RegExp(`${v.say('累计', 'Cumulative')} \\d+\\.\\d%`).test(await picture.innerText()), true, 'the tip');
  await v.shot(`${v.lang}-distribution-tip`);
  await p.mouse.move(0, 0);
  await narrow(v, picture, 'distribution');
}
async function narrow(v, place, name) {
  const { p } = v;
  await place.scrollIntoViewIfNeeded();
  await v.shot(`${v.lang}-${name}-part`);
  await p.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await p.setViewportSize({ width: 390, height: 844 });
  await place.scrollIntoViewIfNeeded();
  await v.fits(name);
  await v.shot(`${v.lang}-${name}-part-phone`);
  await p.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await p.setViewportSize({ width: 1280, height: 900 });
}

/** What must be equal, and the first number that is a door to people. */
const kinds = {
  retention: { figure: (a) => a.cohorts.map((c) => [c.from, c.size, c.cells.map((x) => x.people)]), door: (p) => p.locator('.heat-size a').first() },
  trend: { figure: (a) => a.all.values, door: (p) => p.locator('.question-figures dd a').nth(1) },
  distribution: { figure: (a) => a.all.counts, door: (p) => p.locator('.question-figures dd a').first(), also: spread },
  paths: { figure: (a) => a.paths.map((x) => [x.count, x.nodes.map((n) => n.key)]), door: (p) => p.locator('.question-figures dd a').first() },
  difference: { figure: (a) => [a.from, a.to, a.entered, a.left], door: (p) => p.locator('.question-figures dd a').nth(1) },
  overlap: { figure: (a) => [a.matrix, a.combinations], door: (p) => p.locator('.overlap-matrix td a').first() },
  attribution: { figure: (a) => a.channels.map((c) => [c.touches, c.touched, c.models.map((m) => m.value)]), door: null, also: worth },
  funnel: { figure: (a) => a.all.steps.map((x) => [x.reached, x.dropped]), door: null },
};

/** What an answer leaves as: the table without its moments, and how large the picture is. */
async function leaves(v, menu, name) {
  const { p } = v;
  const file = async (item) => {
    const loading = p.waitForEvent('download');
    await menu.click();
    await p.locator('.ant-dropdown:visible').getByRole('menuitem', { name: item }).click();
    await p.locator('.ant-dropdown:visible').waitFor({ state: 'detached' }).catch(() => undefined);
    const got = await loading;
    if (process.env.SHOAL_SHOTS) await got.saveAs(`${process.env.SHOAL_SHOTS}/${name}-${item}.${item.toLowerCase()}`);
    return [got.suggestedFilename(), readFileSync(await got.path())];
  };
  const [csvName, csv] = await file('CSV');
  const [pngName, png] = await file('PNG');
  equal([csvName, pngName].map((s) => s.replace(/\d{4}-\d\d-\d\d/, 'DAY')), ['csv', 'png'].map((x) => `${name.split('-')[2]}-DAY.${x}`), 'names of the files');
  check(png.subarray(1, 4).toString() === 'PNG', 'a picture');
  return { table: csv.toString().replace(/\d{4}-\d\d-\d\dT[^,\r]*/g, 'MOMENT'), picture: [png.readUInt32BE(16), png.readUInt32BE(20)] };
}
const left = {};

for (const lang of langs) {
  for (const [kind, { figure, door, also }] of Object.entries(kinds)) {
    await test(`${kind}: an example is the command line's, opens its people, and is kept`, lang, lang, async (v) => {
      const { p } = v;
      await v.go(`/${kind}`);
      const answer = p.waitForResponse((r) => r.url().endsWith(`/questions/${kind}`) && r.status() === 200).then((r) => r.json());
      await p.locator('.question-example').first().click();
      const a = await answer;
      await settled(p);
      equal(figure(a), figure(cli(kind, documentIn(p), a.as_of)), 'the command line says the same');
      await v.accessible(kind);
      await v.shot(`${lang}-question-${kind}`);
      if (door) {
        const n = numberIn(await door(p).innerText());
        await door(p).click();
        await p.locator('.audience tr[data-row]').first().waitFor();
        await becomes(async () => numberIn(await p.locator('.audience-count strong').innerText()), n, 'people behind the number');
        await p.keyboard.press('Escape');
        await p.locator('.audience').waitFor({ state: 'detached' });
      }
      await v.button('保存问题', 'Save question').click();
      const dialog = p.getByRole('dialog');
      await dialog.getByLabel(v.say('名称', 'Name')).fill(`${kind} ${lang}`);
      await dialog.getByLabel(v.say('标识', 'Id')).fill(`${kind}-${lang}`);
      await v.button('保存', /^Save$/, dialog).click();
      await p.waitForFunction((s) => new URL(location.href).searchParams.get('saved') === s && !new URL(location.href).searchParams.get('q'), `${kind}-${lang}`);
      await becomes(() => p.locator('h1').innerText(), `${kind} ${lang}`, 'the page is the kept question\'s');
      await settled(p);
      await becomes(() => p.locator('.pill-dirty').count(), 0, 'nothing is unsaved');
      left[`${kind} ${lang}`] = await leaves(v, v.button('导出', 'Export').first(), `${lang}-file-${kind}`);
      check(left[`${kind} ${lang}`].table.split('\r\n').length > 2, 'rows');
      if (also) await also(v, left[`${kind} ${lang}`], a);
    });
  }

  await test('a board holds them, is arranged by keyboard and looks at fewer people', lang, lang, async (v) => {
    const { p } = v;
    await v.go('/boards');
    await v.button('新建看板', 'New board').first().click();
    const dialog = p.getByRole('dialog');
    await dialog.getByLabel(v.say('名称', 'Name')).fill(`Board ${lang}`);
    await dialog.getByLabel(v.say('标识', 'Id')).fill(`board-${lang}`);
    await v.button('保存', /^Save$/, dialog).click();
    await p.waitForURL(`**/boards/board-${lang}**`);
    for (const kind of Object.keys(kinds)) {
      await v.button('添加问题', 'Add question').click();
      await p.getByRole('menuitem', { name: `${kind} ${lang}`, exact: true }).click();
      await p.locator('.ant-dropdown:visible').waitFor({ state: 'detached' }).catch(() => undefined);
    }
    await becomes(() => p.locator('.tile').count(), Object.keys(kinds).length, 'tiles');
    await p.locator('.tile-handle').nth(1).focus();
    for (let i = 0; i < 6; i++) await p.keyboard.press('ArrowRight');
    const box = async (i) => p.locator('.tile').nth(i).evaluate((e) => ['--x', '--y', '--w', '--h'].map((k) => Number(e.style.getPropertyValue(k))));
    equal((await box(1))[0], 7, 'moved six columns to the right');
    equal((await box(1))[1], 1, 'and risen beside the first');
    await p.keyboard.press('Shift+ArrowDown');
    // By hand: a corner is pulled, a tile is carried by its handle; as far as a column is wide and a row is high.
    const pull = async (place, columns, rows) => {
      await place.scrollIntoViewIfNeeded();
      const at = await place.boundingBox(), grid = await p.locator('.board-grid').boundingBox(), x = at.x + at.width / 2, y = at.y + at.height / 2;
      await p.mouse.move(x, y);
      await p.mouse.down();
      await p.mouse.move(x + columns * (grid.width + 12) / 12, y + rows * 84, { steps: 6 });
      await p.mouse.up();
    };
    const [, , wide, high] = await box(1);
    await pull(p.locator('.tile-corner').nth(1), -2, 1);
    await becomes(async () => (await box(1)).slice(2), [wide - 2, high + 1], 'pulled narrower and higher');
    await pull(p.locator('.tile-handle').nth(1), 2, 0);
    await becomes(async () => (await box(1))[0], 9, 'carried two columns to the right');
    const placed = await box(1);
    await v.button('保存布局', 'Save layout').click();
    await v.button('编辑布局', 'Edit layout').waitFor();
    await p.reload();
    await p.locator('.tile').nth(Object.keys(kinds).length - 1).waitFor();
    equal(await box(1), placed, 'the layout is kept');
    await v.settle();
    await p.waitForFunction((n) => document.querySelectorAll('.tile .chart-picture svg, .tile .heat, .tile .bars, .tile .week, .tile .overlap-matrix').length === n, Object.keys(kinds).length);
    await v.fits('board');
    await v.accessible('board');
    await v.shot(`${lang}-board`);
    await p.setViewportSize({ width: 390, height: 844 });
    await v.fits('board on a phone');
    await v.shot(`${lang}-board-390`);
    await p.setViewportSize({ width: 1280, height: 900 });
    for (const kind of Object.keys(kinds)) {
      const of = `${kind} ${lang}`, tile = p.locator('.tile').filter({ has: p.locator('.tile-title', { hasText: of }) });
      equal(await leaves(v, v.button(`导出「${of}」`, `Export “${of}”`, tile), `${lang}-tile-${kind}`), left[of], `a tile leaves as the page of ${kind}`);
    }
    const size = async () => numberIn(await p.locator('.tile .heat-average .heat-size').first().innerText());
    const all = await size();
    await p.getByRole('combobox', { name: v.say('人群', 'People') }).click();
    const fewer = p.waitForResponse((r) => r.url().includes('/questions/saved/') && r.status() === 200);
    await p.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: v.say('高价值沉默', 'High value gone quiet') }).click();
    await fewer;
    await p.waitForFunction((n) => { const e = document.querySelector('.tile .heat-average .heat-size'); return e && !e.closest('.await-old') && Number(e.textContent.replace(/\D/g, '')) !== n; }, all);
    check(await size() < all, 'fewer people');
    check(/who=/.test(p.url()), 'the address holds the filter');

    // A number of a tile opens its people as the board counted them; so does its name the question.
    const door = p.locator('.tile .heat-average .heat-size a');
    const n = numberIn(await door.innerText());
    await door.click();
    await p.locator('.audience tr[data-row]').first().waitFor();
    await becomes(() => p.locator('.audience').count(), 1, 'one drawer');
    await becomes(async () => numberIn(await p.locator('.audience-count strong').innerText()), n, 'people behind the number of a tile');
    await v.shot(`${lang}-board-people`);
    await p.reload();
    await p.locator('.audience-count strong').waitFor();
    await becomes(async () => numberIn(await p.locator('.audience-count strong').innerText()), n, 'the address opens them again');
    await p.keyboard.press('Escape');
    await p.locator('.audience').waitFor({ state: 'detached' });
    await p.locator('.tile-title a', { hasText: `retention ${lang}` }).click();
    await p.waitForFunction(() => location.pathname.endsWith('/retention'));
    await settled(p);
    await becomes(async () => numberIn(await p.locator('.heat-average .heat-size').innerText()), n, 'the question has the filters of the board');
    await p.locator('.ant-segmented-item').filter({ hasText: v.say('没回来', 'Not back') }).click();
    const lost = p.locator('.heat tbody tr').nth(1).locator('td a').nth(2);
    const gone = await lost.innerText();
    await lost.click();
    await p.locator('.audience-count strong').waitFor();
    await becomes(async () => numberIn(await p.locator('.audience-count strong').innerText()), numberIn(gone), 'who did not come back');
    await v.shot(`${lang}-retention-lost`);
  });

  await test('a wrong filter of a board is said once, where it is set', lang, lang, async (v) => {
    const { p } = v;
    v.allow(/^422 POST .*\/questions\/saved\//);
    const wrong = new URLSearchParams({ who: 'age > 20 and no_such_thing = 1' });
    const tiles = Object.keys(kinds).length;
    for (const width of [1280, 390]) {
      await p.setViewportSize({ width, height: 860 });
      await v.go(`/boards/board-${lang}?${wrong}`);
      await p.waitForFunction((n) => document.querySelectorAll('.tile .tile-quiet').length === n, tiles);
      equal(await p.locator('.question-toolbar .field-error').count(), 1, 'once, beside the filter');
      check((await p.locator('.question-toolbar .field-error').innerText()).includes('no_such_thing'), 'with what is wrong');
      equal(await p.getByRole('alert').count(), 1, 'and nowhere else');
      await v.fits('board with a wrong filter');
      await v.accessible('board with a wrong filter');
      await v.shot(`${lang}-board-wrong-${width}`);
    }
    await p.setViewportSize({ width: 1280, height: 860 });
  });

  await test('a kept question is asked by itself, every week at its hour', lang, lang, async (v) => {
    const { p } = v;
    const dialog = p.getByRole('dialog');
    const choose = async (label, option) => {
      await dialog.getByLabel(label, { exact: true }).click();
      await p.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: option }).click();
    };
    await v.go(`/trend?saved=trend-${lang}`);
    await settled(p);
    await v.button('定时', 'Schedule').click();
    await choose(v.say('多久一次', 'How often'), v.say('每周', 'Every week'));
    await choose(v.say('哪一天', 'Day'), v.say('周三', 'Wednesday'));
    await dialog.getByLabel(v.say('时间', 'Time'), { exact: true }).fill('09:30');
    await v.accessible('schedule');
    await v.shot(`${lang}-schedule`);
    await v.button('保存', /^Save$/, dialog).click();
    await dialog.waitFor({ state: 'detached' });
    const button = v.button('每周三 09:30', 'Every Wednesday, 09:30');
    await button.waitFor();
    equal(await p.locator('.pill-dirty').count(), 0, 'the question itself is as it was');
    await p.reload();
    await settled(p);
    await p.setViewportSize({ width: 390, height: 860 });
    await v.fits('a question with a schedule');
    await v.shot(`${lang}-schedule-390`);
    await button.click();
    await becomes(() => dialog.getByLabel(v.say('时间', 'Time'), { exact: true }).inputValue(), '09:30', 'the time is kept');
    await choose(v.say('多久一次', 'How often'), v.say('不定时', 'Never'));
    await v.button('保存', /^Save$/, dialog).click();
    await dialog.waitFor({ state: 'detached' });
    await v.button('定时', 'Schedule').waitFor();
    await p.setViewportSize({ width: 1280, height: 860 });
  });

  await test('a question and a board are asked as of a past moment', lang, lang, async (v) => {
    const { p } = v;
    const day = new Date(Date.now() - 40 * 86_400_000).toISOString().slice(0, 10);
    const back = async () => {
      await p.getByRole('combobox', { name: v.say('截至', 'As of') }).click();
      await p.locator('.ant-select-dropdown:visible .ant-select-item-option').filter({ hasText: v.say('过去某一刻', 'A past moment') }).click();
      const dialog = p.getByRole('dialog');
      await dialog.getByLabel(v.say('日期', 'Day')).fill(day);
      await v.shot(`${lang}-as-of`);
      await v.button('应用', 'Apply', dialog).click();
      await dialog.waitFor({ state: 'detached' });
    };
    await v.go(`/trend?saved=trend-${lang}`);
    await settled(p);
    const answer = p.waitForResponse((r) => r.url().endsWith('/questions/trend') && (r.request().postData() ?? '').includes(day) && r.status() === 200).then((r) => r.json());
    await back();
    const a = await answer;
    check(a.as_of.slice(0, 10) === day, `as of the end of the day: ${a.as_of}`);
    await settled(p);
    equal(documentIn(p).as_of, day, 'the address holds the moment');
    equal(a.all.values, cli('trend', documentIn(p), a.as_of).all.values, 'the command line says the same');
    const door = p.locator('.question-figures dd a').nth(1), n = numberIn(await door.innerText());
    await door.click();
    await becomes(async () => numberIn(await p.locator('.audience-count strong').innerText()), n, 'people behind the number, as of then');
    await p.keyboard.press('Escape');
    await p.locator('.audience').waitFor({ state: 'detached' });
    await p.reload();
    await settled(p);
    await becomes(async () => numberIn(await door.innerText()), n, 'the address opens the same answer');
    await v.accessible('as of');
    await v.go(`/boards/board-${lang}`);
    const tile = p.waitForResponse((r) => r.url().includes(`/questions/saved/trend-${lang}`) && (r.request().postData() ?? '').includes(day) && r.status() === 200).then((r) => r.json());
    await back();
    equal((await tile).answer.all.values, a.all.values, 'a tile of a board as the question');
    check(p.url().includes(`as_of=${day}`), 'the address of the board holds the moment');
    await v.settle();
    await v.fits('board as of');
    await p.locator('.tile-title a', { hasText: `trend ${lang}` }).click();
    await p.waitForFunction(() => location.pathname.endsWith('/trend'));
    await settled(p);
    equal(documentIn(p).as_of, day, 'the question is opened as of then');
  });
}
await done();
