import { BarChartOutlined } from '@/theme/icons';
import type { PageEntry } from '@/pages';

export default {
  id: 'distribution', path: '/distribution', title: { zh: '分布', en: 'Distribution' }, words: '直方图 人均 频次 histogram percentiles per person',
  nav: { group: 'prove', order: 35, icon: BarChartOutlined }, load: () => import('./DistributionPage'),
} satisfies PageEntry;
