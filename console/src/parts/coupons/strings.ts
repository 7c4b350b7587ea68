import { defineStrings } from '@/i18n/define';

/** What coupons and their kinds are called wherever they are shown. */
export const strings = defineStrings({
  // states of a kind
  scheduled: { zh: '未开始', en: 'Not begun' }, open: { zh: '发放中', en: 'On' }, sold_out: { zh: '已发完', en: 'All given' }, over: { zh: '已结束', en: 'Over' }, archived: { zh: '已归档', en: 'Archived' }, unreadable: { zh: '需修改', en: 'To be mended' },
  unreadableHelp: { zh: '更换币种后，规则中的金额不再有效，请修改后保存。', en: 'The currency was changed and amounts of the rule do not fit it: mend and save it.' },
  // of one coupon
  issued: { zh: '未使用', en: 'Unused' }, reserved: { zh: '已锁定', en: 'Reserved' }, redeemed: { zh: '已核销', en: 'Redeemed' }, expired: { zh: '已过期', en: 'Expired' }, revoked: { zh: '已作废', en: 'Revoked' }, unclaimed: { zh: '未领取', en: 'Unclaimed' },
  // issuing
  issue: { zh: '发券', en: 'Issue coupon' }, kind: { zh: '优惠券', en: 'Coupon' }, pickKind: { zh: '选择要发的优惠券', en: 'Choose a coupon' }, noKinds: { zh: '没有可以发放的优惠券', en: 'There is no coupon to issue' }, makeOne: { zh: '新建优惠券', en: 'New coupon' },
  people: { zh: '目标 {n} 人', en: '{n} {n|person|people} in the target' }, heldOut: { zh: '其中约 {share}%（≈{n} 人）为对照组，不发放', en: 'about {share}% of them (≈{n}) are held out and get none' }, left: { zh: '预算还可发 {n} 张', en: '{n} left of the budget' }, leftFew: { zh: '预算只剩 {n} 张，不够每人一张；发完为止。', en: 'Only {n} are left of the budget: not enough for everybody. It stops when they are given.' },
  issueTo: { zh: '向「{who}」发放「{kind}」', en: 'Issue “{kind}” to “{who}”' }, oneEach: { zh: '每人一张，立即到账；已达每人限额的人跳过。', en: 'One each, at once; whoever has reached the limit of a person is passed over.' }, audienceSkipped: { zh: '不检查该券的适用人群，由发放方决定。', en: 'The audience of the coupon is not asked: who issues decides.' }, cannotRecall: { zh: '发出后不会自动收回，只能逐张作废。', en: 'What is issued is not taken back by itself; it can be revoked coupon by coupon.' },
  started: { zh: '发放已开始，可在任务中心查看进度', en: 'Issuing has begun; its progress is in the task centre' }, tasks: { zh: '任务中心', en: 'Task centre' }, counting: { zh: '正在计算人数', en: 'Counting people' }, needRole: { zh: '需要「{role}」角色', en: 'Needs the role “{role}”' },
});
