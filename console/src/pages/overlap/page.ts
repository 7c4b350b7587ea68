import { BlockOutlined } from '@/theme/icons';
import type { PageEntry } from '@/pages';

export default {
  id: 'overlap', path: '/overlap', title: { zh: '重叠', en: 'Overlap' }, words: '交集 韦恩 提升度 overlap venn intersection lift matrix',
  nav: { group: 'divide', order: 95, icon: BlockOutlined }, load: () => import('./OverlapPage'),
} satisfies PageEntry;
