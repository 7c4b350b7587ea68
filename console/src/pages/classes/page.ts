import { AppstoreOutlined, CrownOutlined, FunnelPlotOutlined, HeatMapOutlined, HistoryOutlined, UserAddOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

const one = () => import('./ClassPage');
export default [
  { id: 'rfm', path: '/classes/rfm', title: { zh: 'RFM', en: 'RFM' }, words: 'recency frequency monetary 最近 频率 金额 价值', nav: { group: 'divide', order: 20, icon: HeatMapOutlined }, go: 'r', load: one },
  { id: 'aipl', path: '/classes/aipl', title: { zh: 'AIPL', en: 'AIPL' }, words: 'awareness interest purchase loyalty flow 认知 兴趣 购买 忠诚 流转', nav: { group: 'divide', order: 30, icon: FunnelPlotOutlined }, go: 'a', load: one },
  { id: 'lifecycle', path: '/classes/lifecycle', title: { zh: '生命周期', en: 'Lifecycle' }, words: 'churn dormancy 流失 沉默 引入 成长 成熟', nav: { group: 'divide', order: 40, icon: HistoryOutlined }, go: 'l', load: one },
  { id: 'payers', path: '/classes/payers', title: { zh: '付费分层', en: 'Payer layers' }, words: 'whale spend 鲸鱼 付费', nav: { group: 'divide', order: 50, icon: CrownOutlined }, load: one },
  { id: 'new_old', path: '/classes/new_old', title: { zh: '新老客', en: 'New and old' }, words: 'returning 新客 老客', nav: { group: 'divide', order: 60, icon: UserAddOutlined }, load: one },
  { id: 'classes', path: '/classes', title: { zh: '全部分层', en: 'All classifications' }, words: 'classification class 分类', nav: { group: 'divide', order: 90, icon: AppstoreOutlined }, go: 'c', load: () => import('./ClassesPage') },
  { id: 'class-new', path: '/classes/new', title: { zh: '新建分层', en: 'New classification' }, role: 'operator', load: () => import('./NewClassPage') },
  { id: 'class', path: '/classes/:slug', title: { zh: '分层', en: 'Classification' }, load: one },
] satisfies PageEntry[];
