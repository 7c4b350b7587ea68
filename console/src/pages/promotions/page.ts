import { ThunderboltOutlined } from '@/theme/icons';
import type { PageEntry } from '@/pages';

export default [
  { id: 'promotions', path: '/promotions', title: { zh: '促销价', en: 'Promotions' }, words: 'promotion flash sale member price pre-sale 促销 秒杀 会员价 预售 限购 库存', nav: { group: 'act', order: 32, icon: ThunderboltOutlined }, load: () => import('./PromotionsPage') },
  { id: 'promotion-new', path: '/promotions/new', title: { zh: '新建促销活动', en: 'New promotion' }, load: () => import('./EditPage') },
  { id: 'promotion', path: '/promotions/:slug', title: { zh: '促销活动', en: 'Promotion' }, load: () => import('./PromotionPage') },
  { id: 'promotion-edit', path: '/promotions/:slug/edit', title: { zh: '编辑促销活动', en: 'Edit promotion' }, load: () => import('./EditPage') },
] satisfies PageEntry[];
