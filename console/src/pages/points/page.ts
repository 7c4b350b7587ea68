import { WalletOutlined } from '@/theme/icons';
import type { PageEntry } from '../index';

const rules = { zh: '积分规则', en: 'Earn rules' }, currency = { zh: '币种', en: 'Currency' };
export default [
  { id: 'points', path: '/points', title: { zh: '积分', en: 'Points' }, words: 'currency loyalty ledger coins growth 币种 成长值 储值 积分商城 账本',
    nav: { group: 'act', order: 40, icon: WalletOutlined }, go: 'j', load: () => import('./PointsPage') },
  { id: 'points-new', path: '/points/currencies/new', title: { zh: '新建币种', en: 'New currency' }, role: 'operator', load: () => import('./CurrencyPage') },
  { id: 'points-currency', path: '/points/currencies/:slug', title: currency, load: () => import('./CurrencyPage') },
  { id: 'points-ledger', path: '/points/ledger', title: { zh: '积分账本', en: 'Points ledger' }, words: 'transactions history 交易 流水', role: 'analyst', load: () => import('./LedgerPage') },
  { id: 'points-person', path: '/points/people/:id', title: { zh: '用户积分', en: 'A person’s points' }, role: 'analyst', load: () => import('./AccountPage') },
  { id: 'points-approvals', path: '/points/approvals', title: { zh: '积分审批', en: 'Points approvals' }, words: 'proposals adjustment 调整 申请', role: 'analyst', load: () => import('./ApprovalsPage') },
  { id: 'points-rules', path: '/points/rules', title: rules, words: 'earn multipliers caps 规则 倍数 上限 发放', load: () => import('./RulesPage') },
  { id: 'points-rule-new', path: '/points/rules/new', title: { zh: '新建积分规则', en: 'New earn rule' }, role: 'operator', load: () => import('./RulePage') },
  { id: 'points-rule', path: '/points/rules/:slug', title: rules, load: () => import('./RulePage') },
  { id: 'points-why', path: '/points/why', title: { zh: '积分由来', en: 'Why points' }, words: 'explain earned 为什么', role: 'analyst', load: () => import('./WhyPage') },
] satisfies PageEntry[];
