import { DatabaseOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

const title = { zh: '数据', en: 'Data' };
export default [
  { id: 'data', path: '/data', title, words: 'events attributes dictionary schema freshness 事件 属性 元数据 字典',
    nav: { group: 'know', order: 20, icon: DatabaseOutlined }, go: 'd', load: () => import('./DataPage') },
  { id: 'event', path: '/data/events/:name', title, load: () => import('./EventPage') },
] satisfies PageEntry[];
