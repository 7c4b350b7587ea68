import { GiftOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

const title = { zh: '抽奖', en: 'Draws' };
export default [
  { id: 'draws', path: '/draws', title, words: 'draw prize lottery raffle wheel odds winners 抽奖 奖品 转盘 中奖 概率 开奖',
    nav: { group: 'act', order: 75, icon: GiftOutlined }, load: () => import('./DrawsPage') },
  { id: 'draw-new', path: '/draws/new', title: { zh: '新建抽奖', en: 'New draw' }, load: () => import('./EditPage') },
  { id: 'draw', path: '/draws/:slug', title, load: () => import('./DrawPage') },
  { id: 'draw-edit', path: '/draws/:slug/edit', title: { zh: '编辑抽奖', en: 'Edit draw' }, load: () => import('./EditPage') },
] satisfies PageEntry[];
