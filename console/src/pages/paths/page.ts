import { NodeIndexOutlined } from '@/theme/icons';
import type { PageEntry } from '@/pages';

export default {
  id: 'paths', path: '/paths', title: { zh: '路径', en: 'Paths' }, words: '行为路径 桑基图 paths sankey flow journey',
  nav: { group: 'prove', order: 40, icon: NodeIndexOutlined }, load: () => import('./PathsPage'),
} satisfies PageEntry;
