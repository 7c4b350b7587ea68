import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  title: { zh: '登录', en: 'Sign in' }, lead: { zh: '用户生命周期引擎', en: 'The engine for the user lifecycle' },
  email: { zh: '邮箱', en: 'Email' }, password: { zh: '密码', en: 'Password' }, submit: { zh: '登录', en: 'Sign in' },
  needEmail: { zh: '请输入邮箱', en: 'Enter your email' }, needPassword: { zh: '请输入密码', en: 'Enter your password' },
  wrong: { zh: '邮箱或密码不对', en: 'Email or password is wrong' }, wrongHelp: { zh: '忘记密码时，请管理员发一个登录链接。', en: 'Forgot it? Ask an administrator for a login link.' },
  throttled: { zh: '尝试次数过多', en: 'Too many attempts' }, throttledHelp: { zh: '请等待 {s} 秒后再试。', en: 'Try again in {s} seconds.' }, nowTry: { zh: '现在可以再试了。', en: 'You can try again now.' },
  byLink: { zh: '正在用登录链接登录', en: 'Signing in with the link' }, badLink: { zh: '这个登录链接已失效', en: 'This login link no longer works' },
  badLinkHelp: { zh: '链接只能用一次，且会过期。请用密码登录，或请管理员再发一个。', en: 'A link works once and expires. Sign in with your password, or ask for a new link.' },
  setPassword: { zh: '设一个密码，下次直接登录', en: 'Set a password to sign in by yourself next time' }, setPasswordGo: { zh: '去设置', en: 'Set it' },
  slogan: { zh: '看清每一群人，走对每一步。', en: 'See the shoal. Know each fish.' },
  sloganText: { zh: '认识你的用户，按价值与阶段分层，把每个数字变成可以行动的人群。', en: 'Know your people, divide them by value and stage, and turn every number into people you can act on.' },
});
