import { ShareAltOutlined } from '@/theme/icons';
import type { PageEntry } from '@/pages';

export default {
  id: 'attribution', path: '/attribution', title: { zh: '归因', en: 'Attribution' }, words: '渠道 贡献 触点 首次 末次 attribution channel credit shapley markov',
  nav: { group: 'prove', order: 50, icon: ShareAltOutlined }, load: () => import('./AttributionPage'),
} satisfies PageEntry;
