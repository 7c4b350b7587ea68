import { ImportOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

const title = { zh: '导入', en: 'Import' };
export default [
  { id: 'import', path: '/import', title, words: 'upload csv excel ndjson file mapping 上传 文件 表格 映射 字段对应',
    nav: { group: 'know', order: 30, icon: ImportOutlined }, go: 'i', load: () => import('./ImportPage') },
  { id: 'import-file', path: '/import/:upload', title, role: 'operator', load: () => import('./wizard/WizardPage') },
] satisfies PageEntry[];
