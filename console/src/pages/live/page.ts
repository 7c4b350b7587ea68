import { ThunderboltOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

export default { id: 'live', path: '/live', title: { zh: '实时', en: 'Live' }, words: 'events stream debug collect first event sdk integration 实时 接入 调试 采集 上报 事件流',
  nav: { group: 'know', order: 22, icon: ThunderboltOutlined }, go: 'e', load: () => import('./LivePage') } satisfies PageEntry;
