import { HomeOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

export default {
  id: 'overview', path: '/', title: { zh: '概览', en: 'Overview' }, words: 'home dashboard gmv 首页 大盘 成交',
  nav: { group: 'overview', order: 0, icon: HomeOutlined }, go: 'o',
  load: () => import('./OverviewPage'),
} satisfies PageEntry;
