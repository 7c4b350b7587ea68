import { LineChartOutlined } from '@/theme/icons';
import type { PageEntry } from '@/pages';

export default {
  id: 'trend', path: '/trend', title: { zh: '趋势', en: 'Trend' }, words: '事件分析 走势 指标 trend insights events metrics dau 日活',
  nav: { group: 'prove', order: 30, icon: LineChartOutlined }, load: () => import('./TrendPage'),
} satisfies PageEntry;
