import { TagOutlined } from '@/theme/icons';
import type { PageEntry } from '@/pages';

export default [
  { id: 'coupons', path: '/coupons', title: { zh: '优惠券', en: 'Coupons' }, words: 'coupon voucher promotion discount 优惠券 券 满减 折扣 券码 核销', nav: { group: 'act', order: 30, icon: TagOutlined }, go: 'v', load: () => import('./list/CouponsPage') },
  { id: 'coupon-new', path: '/coupons/new', title: { zh: '新建优惠券', en: 'New coupon' }, words: 'new coupon 新建 优惠券', load: () => import('./editor/EditPage') },
  { id: 'coupon-try', path: '/coupons/try', title: { zh: '优惠券试算', en: 'Try a cart' }, words: 'quote cart price try 试算 购物车 优惠', load: () => import('./try/TryPage') },
  { id: 'coupon', path: '/coupons/:slug', title: { zh: '优惠券', en: 'Coupon' }, load: () => import('./kind/KindPage') },
  { id: 'coupon-edit', path: '/coupons/:slug/edit', title: { zh: '编辑优惠券', en: 'Edit coupon' }, load: () => import('./editor/EditPage') },
] satisfies PageEntry[];
