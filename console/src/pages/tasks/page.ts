import { CheckCircleOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

const title = { zh: '任务', en: 'Tasks' };
export default [
  { id: 'tasks', path: '/tasks', title, words: 'task check-in badge streak challenge gamification 任务 签到 徽章 打卡 勋章 连续签到 挑战',
    nav: { group: 'act', order: 70, icon: CheckCircleOutlined }, load: () => import('./TasksPage') },
  { id: 'task-new', path: '/tasks/new', title: { zh: '新建任务', en: 'New task' }, load: () => import('./EditPage') },
  { id: 'task', path: '/tasks/:kind/:slug', title, load: () => import('./OnePage') },
  { id: 'task-edit', path: '/tasks/:kind/:slug/edit', title: { zh: '编辑任务', en: 'Edit task' }, load: () => import('./EditPage') },
] satisfies PageEntry[];
