import { PercentageOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

export default {
  id: 'effects', path: '/effects', title: { zh: '权益效果', en: 'Rewards' }, words: '积分 负债 消耗率 优惠券 增量 留出 会员 频次 points liability burn rate breakage coupon effect holdout uplift dose response 力度 剂量 重复入会 duplicates membership frequency',
  nav: { group: 'prove', order: 60, icon: PercentageOutlined }, go: 'z', load: () => import('./EffectsPage'),
} satisfies PageEntry;
