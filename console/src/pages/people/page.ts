import { UserOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

const title = { zh: '用户', en: 'People' };
export default [
  { id: 'people', path: '/people', title, words: 'search person customer member 查找 用户细查 会员 顾客', role: 'analyst',
    nav: { group: 'know', order: 10, icon: UserOutlined }, go: 'p', load: () => import('./PeoplePage') },
  { id: 'person', path: '/people/:id', title, role: 'analyst', load: () => import('./PersonPage') },
] satisfies PageEntry[];
