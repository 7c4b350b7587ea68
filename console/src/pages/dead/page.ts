import { InboxOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

export default { id: 'dead', path: '/dead', title: { zh: '死信', en: 'Dead letters' }, words: 'rejected errors replay fix refused events 死信 错误 重放 修正 拒收 校验',
  nav: { group: 'know', order: 24, icon: InboxOutlined }, go: 'x', load: () => import('./DeadPage') } satisfies PageEntry;
