import { FunnelPlotOutlined } from '@/theme/icons';
import type { PageEntry } from '@/pages';

export default {
  id: 'funnel', path: '/funnel', title: { zh: '漏斗', en: 'Funnel' }, words: '转化 转化率 流失 funnel conversion drop-off steps',
  nav: { group: 'prove', order: 10, icon: FunnelPlotOutlined }, go: 'f', load: () => import('./FunnelPage'),
} satisfies PageEntry;
