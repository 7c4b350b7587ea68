// SPDX-License-Identifier: GPL-3.0-or-later
// A file of orders goes through the wizard into a workspace that was made for it: wrong files first, then the right one with a
// bad row, then the same again.  The orders are CDNOW's where they are at hand, else written here in the same form.
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { becomes, check, done, equal, holds, langs, numberIn, test, tour } from './lib/tour.mjs';

const BAD = ' 00001 1997aa01  1   11.77\r\n';

/** A file with one bad row at its end; how many rows are good, and whose they are. */
function orders(lang) {
  const path = `${tour.folder}/CDNOW-${lang}.txt`;
  if (lang === 'zh' && tour.cdnow) {
    copyFileSync(tour.cdnow, path);
    appendFileSync(path, BAD);
    const rows = readFileSync(path, 'latin1').split('\n').filter((l) => /^\s*\d+\s+\d{8}\s/.test(l));
    return { path, good: rows.length, people: new Set(rows.map((l) => l.trim().split(/\s+/)[0])).size };
  }
  const pad = (n, w) => String(n).padStart(w, '0');
  const rows = Array.from({ length: 1500 }, (_, i) => ` ${pad(1 + (i * 7) % 300, 5)} 1997${pad(1 + i % 12, 2)}${pad(1 + i % 28, 2)} ${String(1 + i % 5).padStart(2)} ${(9 + (i % 97) * 1.13).toFixed(2).padStart(7)}\r\n`);
  writeFileSync(path, ` customer_id  date number_of_cds  dollar_value\r\n${rows.join('')}${BAD}`);
  return { path, good: rows.length, people: 300 };
}

const counts = async (p) => (await p.locator('.counts-term b').allInnerTexts()).map(numberIn);

for (const lang of langs) {
  const slug = `cd-shop-${lang}`;
  await test('a workspace is made, wrong files are explained, orders come in once', lang, lang, async (v) => {
    const { p } = v;
    const file = orders(lang);
    await v.go('/segments');
    await p.locator('.topbar-workspace').click();
    await p.getByRole('menuitem', { name: v.say('新建工作区', 'New workspace') }).click();
    await p.waitForURL('**/workspaces/new');
    await p.getByLabel(v.say('名称', 'Name')).first().fill(`CD shop ${lang}`);
    await becomes(() => p.getByLabel(v.say('标识', 'Id')).inputValue(), slug, 'the id is proposed');
    await v.button('创建', 'Create').click();
    await p.waitForURL(`**/w/${slug}/**`);
    await v.settle();
    await v.see('还没有数据', 'No data yet');
    await v.shot(`${lang}-empty-overview`);
    await v.accessible('overview of an empty workspace');
    await v.button('导入数据', 'Import data', p.locator('#main')).click();
    await p.waitForURL('**/import');
    await v.settle();
    const chooser = p.locator('input[type=file]');

    await chooser.setInputFiles({ name: 'orders.csv', mimeType: 'text/csv', buffer: Buffer.alloc(0) });
    await v.see('文件是空的，可能还没有保存。', 'The file is empty; perhaps it was not saved yet.');
    await chooser.setInputFiles({ name: 'orders.xlsx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\u0003\u0004') });
    await v.see('请先在表格软件中另存为 CSV', 'Save it as CSV first');
    await v.shot(`${lang}-import-refused`);
    v.allow(/^422 GET .*\/inspect$/);
    await chooser.setInputFiles({ name: 'noise.csv', mimeType: 'text/csv', buffer: Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 2654435761 >>> 13) & 255)) });
    await p.waitForURL('**/import/upl_**');
    const problem = p.locator('.problem').first();
    await problem.waitFor();
    const said = await problem.innerText();
    check(said.length > 20 && /[\u4e00-\u9fff]/.test(said) === (lang === 'zh'), `what to do with noise: ${said}`);
    await v.shot(`${lang}-import-noise`);
    await v.button('重新上传', 'Upload again').click();
    await p.waitForURL('**/import');

    const through = async (again) => {
      await chooser.setInputFiles(file.path);
      await p.waitForURL('**/import/upl_**');
      await v.settle();
      await holds(() => p.getByRole('radio', { name: v.say('订单', 'Orders') }).isChecked(), 'rows are taken for orders');
      await v.shot(`${lang}-import-map`);
      if (!again) { await v.accessible('mapping'); await v.fits('mapping'); }
      const next = p.locator('.wizard-foot .ant-btn-primary');
      const ready = () => p.waitForFunction(() => document.querySelector('.wizard-foot .ant-btn-primary')?.getAttribute('aria-disabled') !== 'true');
      await ready();
      await next.click();
      await p.waitForURL('**step=check**');
      await p.locator('.figures').waitFor();
      await becomes(async () => numberIn(await p.locator('.figures dd .num').first().innerText()), file.good, 'rows to import');
      await becomes(async () => numberIn(await p.locator('.figures dd .num').nth(1).innerText()), 1, 'rows with a mistake');
      await v.settle();
      await v.shot(`${lang}-import-check`);
      if (!again) await v.accessible('check');
      await ready();
      await next.click();
      await p.waitForURL('**step=impact**');
      if (again) await v.see('这份文件已从这个来源完整导入过', 'This file was already imported from this source');
      else await v.see('新建', 'people are new');
      await v.shot(`${lang}-import-impact${again ? '-again' : ''}`);
      await ready();
      await next.click();
      await p.waitForURL('**step=run**');
      await p.locator('.runstep-done').waitFor();
      await p.locator('.counts').waitFor();
      await v.shot(`${lang}-import-done${again ? '-again' : ''}`);
    };
    await through(false);
    equal(await counts(p), [file.good + 1, file.good, 0, 1], 'read = imported + duplicate + rejected');
    await p.locator('.reject-text').filter({ hasText: '1997aa01' }).waitFor();
    const loading = p.waitForEvent('download');
    await p.getByRole('link', { name: v.say('下载 CSV', 'Download CSV') }).click();
    const rejects = readFileSync(await (await loading).path(), 'utf8');
    check(rejects.includes('1997aa01'), 'the rejected row is in the file');
    await v.accessible('an import that is done');
    await p.setViewportSize({ width: 390, height: 844 });
    await v.fits('an import that is done');
    await v.shot(`${lang}-import-done-390`);
    await p.setViewportSize({ width: 1280, height: 900 });
    // The wrong files of before may still wait in the queue; then the way back is called after the list.
    await p.getByRole('button', { name: /^(再导入一个文件|Import another file|导入记录|All imports)$/ }).click();
    await p.waitForURL('**/import');
    await through(true);
    equal(await counts(p), [file.good + 1, 0, file.good, 1], 'the same file again');

    await p.goto(`${tour.base}/w/${slug}/people`);
    await v.settle();
    await p.locator('tr[data-row]').first().waitFor();
    await becomes(async () => numberIn((await p.locator('.card h2').first().innerText()).split('·')[1]), file.people, 'people');
    await p.goto(`${tour.base}/w/${slug}/import`);
    await v.settle();
    await becomes(() => p.locator('tr[data-row]').count(), 2, 'imports in the history');
    await p.locator('.run-open').first().click();
    await p.locator('.run .counts').waitFor();
    await p.locator('.run .reject-text').first().waitFor();
    await v.shot(`${lang}-import-run`);
    await p.goBack();
    await p.locator('.run').waitFor({ state: 'detached' });
    // What happened long ago: the overview says so and leads there.
    await p.goto(`${tour.base}/w/${slug}/`);
    await v.settle();
    await p.locator('.overview-quiet button').click();
    await p.waitForURL('**from=**');
    await v.settle();
    await holds(async () => await p.locator('.metric-value .door').count() > 0, 'numbers of that time');
    await v.shot(`${lang}-overview-1998`);
  });
}
await done();
