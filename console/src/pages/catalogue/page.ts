import { AppstoreOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

export default { id: 'catalogue', path: '/catalogue', title: { zh: '商品目录', en: 'Catalogue' }, words: 'items products categories brands prices roles sku content 商品 类目 品牌 价格 角色 货品 内容',
  nav: { group: 'know', order: 25, icon: AppstoreOutlined }, load: () => import('./CataloguePage') } satisfies PageEntry;
