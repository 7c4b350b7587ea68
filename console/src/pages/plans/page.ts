import { AuditOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

const title = { zh: '埋点方案', en: 'Tracking plans' };
export default [
  { id: 'plans', path: '/plans', title, words: 'tracking plan schema events properties validation governance 埋点 方案 数据字典 校验 数据治理',
    nav: { group: 'know', order: 22, icon: AuditOutlined }, load: () => import('./PlansPage') },
  { id: 'plan-new', path: '/plans/new', title, load: () => import('./PlanPage') },
  { id: 'plan', path: '/plans/:slug', title, load: () => import('./PlanPage') },
] satisfies PageEntry[];
