import { SwapOutlined } from '@/theme/icons';
import type { PageEntry } from '@/pages';

export default {
  id: 'difference', path: '/difference', title: { zh: '进出', en: 'In and out' }, words: '变化 对比 进入 离开 流失 新增 difference change entered left churn moved',
  nav: { group: 'divide', order: 96, icon: SwapOutlined }, load: () => import('./DifferencePage'),
} satisfies PageEntry;
