import { BarChartOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

const title = { zh: '排行榜', en: 'Leaderboards' };
export default [
  { id: 'leaderboards', path: '/leaderboards', title, words: 'leaderboard ranking rank standings top winners score 排行 榜单 名次 消费榜 冠军',
    nav: { group: 'act', order: 78, icon: BarChartOutlined }, load: () => import('./BoardsPage') },
  { id: 'leaderboard-new', path: '/leaderboards/new', title: { zh: '新建排行榜', en: 'New leaderboard' }, load: () => import('./EditPage') },
  { id: 'leaderboard', path: '/leaderboards/:slug', title, load: () => import('./BoardPage') },
  { id: 'leaderboard-edit', path: '/leaderboards/:slug/edit', title: { zh: '编辑排行榜', en: 'Edit leaderboard' }, load: () => import('./EditPage') },
] satisfies PageEntry[];
