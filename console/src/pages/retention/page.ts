import { HistoryOutlined } from '@/theme/icons';
import type { PageEntry } from '@/pages';

export default {
  id: 'retention', path: '/retention', title: { zh: '留存', en: 'Retention' }, words: '留存率 回访 复购 cohort retention 同期群',
  nav: { group: 'prove', order: 20, icon: HistoryOutlined }, load: () => import('./RetentionPage'),
} satisfies PageEntry;
