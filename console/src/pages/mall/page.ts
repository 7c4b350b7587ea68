import { ShoppingCartOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

const title = { zh: '积分商城', en: 'Points mall' };
export default [
  { id: 'mall', path: '/mall', title, words: 'mall shop redeem order ship stock points exchange 商城 兑换 订单 发货 库存 实物',
    nav: { group: 'act', order: 76, icon: ShoppingCartOutlined }, load: () => import('./MallPage') },
  { id: 'mall-new', path: '/mall/new', title: { zh: '新建商品', en: 'New item' }, load: () => import('./EditPage') },
  { id: 'mall-item', path: '/mall/:slug', title, load: () => import('./ItemPage') },
  { id: 'mall-edit', path: '/mall/:slug/edit', title: { zh: '编辑商品', en: 'Edit item' }, load: () => import('./EditPage') },
] satisfies PageEntry[];
