import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  title: { zh: '权益效果', en: 'Rewards' },
  lead: { zh: '积分欠了多少、优惠券带来多少、入会改变了什么。', en: 'What points owe, what coupons bring, what joining changes.' },
  points: { zh: '积分', en: 'Points' }, coupon: { zh: '优惠券', en: 'Coupons' }, membership: { zh: '会员', en: 'Membership' },
  whichPoints: { zh: '币种', en: 'Currency' }, whichCoupon: { zh: '券种', en: 'Kind of coupons' }, whichMembership: { zh: '会员计划', en: 'Programme' },
  grain: { zh: '时间粒度', en: 'Periods' }, day: { zh: '按日', en: 'Days' }, week: { zh: '按周', en: 'Weeks' }, month: { zh: '按月', en: 'Months' },
  days: { zh: '观察天数', en: 'Days of outcome' }, nDays: { zh: '观察 {n} 天', en: '{n} days of outcome' },
  by: { zh: '按分层', en: 'By class' }, noClass: { zh: '不分层', en: 'No classes' },
  nonePoints: { zh: '还没有积分币种', en: 'No currency yet' }, noneCoupon: { zh: '还没有券种', en: 'No kind of coupons yet' }, noneMembership: { zh: '还没有会员计划', en: 'No programme yet' },
  noneHelp: { zh: '用 shoal apply 或资源接口新建后，这里会显示它的效果。', en: 'Make one with `shoal apply` or the resources API; its effect shows here.' },
  gone: { zh: '没有“{slug}”，已改为显示第一个。', en: 'There is no “{slug}”; the first one is shown.' },
  csv: { zh: '导出 CSV', en: 'CSV' },
  flowsLabel: { zh: '各时间段的发放、消费、过期与期末未兑付', en: 'Issued, spent and expired by period, and outstanding at its end' },
  daysLabel: { zh: '每日核销数与用券销售占比', en: 'Coupons used each day, and their orders’ share of GMV' },
  agesLabel: { zh: '未用批次按年龄分布', en: 'Open lots by age' },
  intervalLabel: { zh: '发放组相对留出组的提升及 95% 区间', en: 'Uplift of the issued over the held out, with 95 % intervals' },
  interval: { zh: '{low} 至 {high}', en: '{low} to {high}' }, interval95: { zh: '95% 区间', en: '95 % interval' },
  alarms: { zh: '告警', en: 'Alarms' }, is: { zh: '当前', en: 'is' }, when: { zh: '告警条件：{limit}', en: 'alarm when {limit}' },
  method: { zh: '计算说明', en: 'How this was found' }, note: { zh: '注意', en: 'Note' },
  membersOf: { zh: '{name}的会员', en: 'Members of {name}' },
});
