import { AppstoreOutlined } from '@/theme/icons';
import type { PageEntry } from '@/pages';

export default [
  { id: 'boards', path: '/boards', title: { zh: '看板', en: 'Boards' }, words: '仪表盘 dashboard board 保存的问题 saved questions', nav: { group: 'prove', order: 90, icon: AppstoreOutlined }, go: 'b', load: () => import('./BoardsPage') },
  { id: 'board', path: '/boards/:slug', title: { zh: '看板', en: 'Board' }, load: () => import('./BoardPage') },
  { id: 'saved-question', path: '/questions/:slug', title: { zh: '保存的问题', en: 'Saved question' }, load: () => import('./OpenQuestion') },
] satisfies PageEntry[];
