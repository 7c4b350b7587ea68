// SPDX-License-Identifier: GPL-3.0-or-later
// Connecting: a platform, a key, the code copied from the page and run as it is, and the page turns green.
import { execFileSync } from 'node:child_process';
import { becomes, check, done, holds, langs, test } from './lib/tour.mjs';

for (const lang of langs) {
  const steps = async (v, width) => {
    const { p } = v;
    const status = p.locator('.connect-first');
    const choose = async (title) => {
      if (width > 700) await p.getByRole('button', { name: title, exact: true }).click();
      else {
        await p.getByLabel(v.say('平台', 'Platform'), { exact: true }).click();
        await p.locator('.ant-select-item-option', { hasText: title }).click();
      }
      await v.settle();
    };
    const make = async (name) => {
      await p.getByRole('button', { name: v.say('新建密钥', 'New key') }).click();
      const form = p.getByRole('dialog');
      await form.getByLabel(v.say('名称', 'Name'), { exact: true }).fill('');
      await form.getByRole('button', { name: v.say('新建密钥', 'New key') }).click();
      await form.getByText(v.say('请填写名称。', 'Give it a name.')).waitFor();
      await form.getByLabel(v.say('名称', 'Name'), { exact: true }).fill(name);
      await form.getByRole('button', { name: v.say('新建密钥', 'New key') }).click();
      await form.waitFor({ state: 'detached' });
    };
    const copied = async (file) => {
      await p.getByRole('button', { name: v.say(`复制 ${file}`, `Copy ${file}`) }).first().click();
      return p.evaluate(() => navigator.clipboard.readText());
    };
    await v.go('/connect');
    await v.accessible('no key');
    await choose(v.say('HTTP 接口（curl）', 'Plain HTTP (curl)'));
    await holds(async () => (await p.locator('.guide-text').innerText()).includes('Bearer SERVER_KEY'), 'the placeholder, while there is no key');
    await make(`till ${lang} ${width}`);
    await p.getByText(v.say('正在等待这个密钥的第一条事件', 'Waiting for the first event of this key')).waitFor();
    const secret = await p.locator('.connect-once code').innerText();
    check(secret.startsWith('wks_'), 'the secret, this once');
    await v.shot(`${lang}-${width}-connect-waiting`);
    const code = await copied('events.sh');
    check(code.includes(secret) && code.includes(new URL(p.url()).origin) && !/example\.com|_KEY/.test(code), 'the code has address and key');
    execFileSync('bash', ['-e', '-c', code], { stdio: 'pipe' });
    await p.locator('.connect-good').waitFor();
    await becomes(() => p.locator('.connect-good code').first().innerText(), 'order_completed', 'the last of what came');
    await v.accessible('arrived');
    await v.fits('arrived');
    await v.shot(`${lang}-${width}-connect-arrived`);
    execFileSync('curl', [`${new URL(p.url()).origin}/v1/events`, '-sH', `Authorization: Bearer ${secret}`, '-d', '{"event": "typo", "user": "u1"}'], { stdio: 'pipe' });
    await p.locator('.connect-bad').waitFor();
    await status.scrollIntoViewIfNeeded();
    await v.shot(`${lang}-${width}-connect-rejected`);
    const key = new URL(p.url()).searchParams.get('key');
    await v.go(`/connect?guide=http&key=${key}`);
    await holds(async () => (await p.locator('.guide-text').innerText()).includes('SERVER_KEY'), 'a server key is not shown again');
    await p.locator('.connect-good').waitFor();
    await choose(v.say('网页（analytics.js）', 'Web page (analytics.js)'));
    if (await p.getByText(v.say('还没有浏览器密钥。', 'There is no browser key yet.')).count()) await make(`web ${lang}`);
    await p.waitForFunction(() => document.querySelector('.guide-text')?.textContent?.includes('wk_'));
    await v.fits('web');
    await v.shot(`${lang}-${width}-connect-web`);
    await choose(v.say('POS 与文件（CSV）', 'Till and files (CSV)'));
    await v.shot(`${lang}-${width}-connect-csv`);
    await p.getByRole('button', { name: v.say('去导入', 'Go to Import') }).click();
    await p.waitForURL('**/import');
  };
  await test('from nothing to the first event', lang, lang, (v) => steps(v, 1280));
  await test('on a phone, in the dark', lang, lang, (v) => steps(v, 390), { width: 390, theme: 'dark' });
}
await done();
