import type { PageEntry } from '@/pages';

export default { id: 'account', path: '/account', title: { zh: '我的账号', en: 'My account' }, words: 'password 密码 session 会话 language 语言', go: 'm', load: () => import('./AccountPage') } satisfies PageEntry;
