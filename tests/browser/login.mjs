// SPDX-License-Identifier: GPL-3.0-or-later
// Entering: by a link that works once, by password; and what is said to those who cannot.
import { check, done, holds, langs, test, tour } from './lib/tour.mjs';

async function signOut(v) {
  const { p } = v;
  await v.button('用户菜单', 'User menu').click();
  await p.getByRole('menuitem', { name: v.say('退出登录', 'Sign out') }).click();
  await p.waitForURL('**/login');
}

for (const lang of langs) {
  await test('a link signs in once', lang, null, async (v) => {
    const { p } = v;
    const link = tour.links[lang];
    v.allow(/^401 /);
    await p.goto(link);
    await p.waitForURL('**/w/main/**');
    await v.settle();
    check(!p.url().includes('token'), 'the token is gone from the address');
    await v.shot(`${lang}-after-link`);
    await signOut(v);
    await p.goto('about:blank');
    await p.goto(link);
    await v.see('这个登录链接已失效', 'This login link no longer works');
    await v.see('链接只能用一次，且会过期。', 'A link works once and expires.');
    await v.shot(`${lang}-link-again`);
    await v.accessible('login with a used link');
  });

  await test('a password signs in, a wrong one is told, and one comes back to where one was', lang, null, async (v) => {
    const { p } = v;
    v.allow(/^401 /);
    await p.goto(`${tour.base}/w/main/segments?q=vip`);
    await p.waitForURL('**/login?next=**');
    await v.button('登录', 'Sign in').click();
    await v.see('请输入邮箱', 'Enter your email');
    await p.locator('#email').fill(tour.users[lang].email);
    await p.locator('#password').fill('not the password');
    await v.button('登录', 'Sign in').click();
    await v.see('邮箱或密码不对', 'Email or password is wrong');
    await v.see('忘记密码时，请管理员发一个登录链接。', 'Forgot it? Ask an administrator for a login link.');
    await holds(async () => await p.locator('#password').inputValue() === '', 'the wrong password is not kept');
    await v.shot(`${lang}-wrong-password`);
    await p.locator('#password').fill(tour.users[lang].password);
    await p.keyboard.press('Enter');
    await p.waitForURL('**/w/main/segments?q=vip');
    await v.settle();
    await signOut(v);
    await p.goto(`${tour.base}/w/main/`);
    await p.waitForURL('**/login?next=**');
  });
}
await done();
