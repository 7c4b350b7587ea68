import { CrownOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

const title = { zh: '会员', en: 'Members' };
export default [
  { id: 'members', path: '/members', title, words: 'membership programme loyalty tier level vip paid subscription 会员体系 等级 成长值 付费会员 权益 俱乐部',
    nav: { group: 'act', order: 60, icon: CrownOutlined }, go: 'g', load: () => import('./MembersPage') },
  { id: 'programme-new', path: '/members/new', title: { zh: '新建会员体系', en: 'New programme' }, load: () => import('./EditPage') },
  { id: 'programme', path: '/members/:slug', title: { zh: '会员体系', en: 'Programme' }, load: () => import('./ProgrammePage') },
  { id: 'programme-edit', path: '/members/:slug/edit', title: { zh: '编辑会员体系', en: 'Edit programme' }, load: () => import('./EditPage') },
] satisfies PageEntry[];
