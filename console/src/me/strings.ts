import type { Pair } from '@/i18n/define';

/* The words of the customer pages: what customers of a brand read. */
export const words = {
  points: { zh: '积分', en: 'Points' }, coupons: { zh: '优惠券', en: 'Coupons' }, card: { zh: '会员', en: 'Membership' },
  sections: { zh: '页面', en: 'Pages' }, loading: { zh: '正在加载', en: 'Loading' }, more: { zh: '查看更多', en: 'Show more' }, again: { zh: '重试', en: 'Try again' },
  over: { zh: '此链接已失效', en: 'This link has ended' }, overHelp: { zh: '请回到刚才的入口重新打开。', en: 'Please open the page again from where you came.' },
  gone: { zh: '该账户已不存在', en: 'This account no longer exists' }, goneHelp: { zh: '如有疑问，请联系商家客服。', en: 'If this surprises you, please contact the shop.' },
  failed: { zh: '暂时无法加载', en: 'This could not be loaded' }, failedHelp: { zh: '请检查网络后重试。', en: 'Check your connection and try again.' },

  balance: { zh: '可用{title}', en: 'Available {title}' }, expiring: { zh: '{n} 将于 {day} 过期', en: '{n} expire on {day}' }, pending: { zh: '{n} 待生效', en: '{n} on the way' }, frozen: { zh: '{n} 已冻结', en: '{n} on hold' },
  history: { zh: '明细', en: 'History' }, noPoints: { zh: '还没有积分', en: 'No points yet' }, noPointsHelp: { zh: '下单或参加活动获得的积分会显示在这里。', en: 'Points from orders and activities will appear here.' }, noHistory: { zh: '还没有记录', en: 'Nothing here yet' },
  kind_earn: { zh: '获得', en: 'Earned' }, kind_grant: { zh: '赠送', en: 'Gift' }, kind_spend: { zh: '使用', en: 'Spent' }, kind_refund: { zh: '退回', en: 'Returned' }, kind_reverse: { zh: '撤销', en: 'Reversed' }, kind_clawback: { zh: '订单退款扣回', en: 'Taken back for a refund' },
  kind_transfer: { zh: '转赠', en: 'Transferred' }, kind_freeze: { zh: '冻结', en: 'Put on hold' }, kind_unfreeze: { zh: '解冻', en: 'Released' }, kind_adjust: { zh: '调整', en: 'Adjusted' }, kind_expire: { zh: '过期', en: 'Expired' }, kind_other: { zh: '变动', en: 'Change' },

  usable: { zh: '可使用', en: 'Usable' }, used: { zh: '已使用', en: 'Used' }, ended: { zh: '已失效', en: 'Ended' }, groups: { zh: '优惠券状态', en: 'Which coupons' },
  toClaim: { zh: '可领取', en: 'For you to claim' }, claim: { zh: '领取', en: 'Claim' }, claimed: { zh: '已领取，可在下方查看', en: 'It is yours now' }, mine: { zh: '我的优惠券', en: 'My coupons' },
  haveCode: { zh: '有兑换码？', en: 'Have a code?' }, code: { zh: '兑换码', en: 'Code' }, redeem: { zh: '兑换', en: 'Add' }, codeMissing: { zh: '请输入兑换码', en: 'Type the code first' },
  noUsable: { zh: '暂无可使用的优惠券', en: 'No coupons to use' }, noUsed: { zh: '还没有使用过优惠券', en: 'No coupon used yet' }, noEnded: { zh: '没有失效的优惠券', en: 'No ended coupons' }, noCouponsHelp: { zh: '领取或获赠的优惠券会显示在这里。', en: 'Coupons you claim or are given will appear here.' },
  details: { zh: '查看券码', en: 'Show code' }, copy: { zh: '复制', en: 'Copy' }, copied: { zh: '已复制', en: 'Copied' }, rules: { zh: '使用规则', en: 'Terms' },
  until: { zh: '有效期至 {day}', en: 'Valid until {day}' }, forever: { zh: '长期有效', en: 'No end date' }, starts: { zh: '{day} 起可用', en: 'From {day}' }, daysLeft: { zh: '还剩 {n} 天', en: '{n} {n|day|days} left' }, lastDay: { zh: '今天到期', en: 'Ends today' }, usedOn: { zh: '{day} 使用', en: 'Used on {day}' },
  inOrder: { zh: '订单占用中', en: 'In an order' }, expired: { zh: '已过期', en: 'Expired' }, revoked: { zh: '已作废', en: 'Withdrawn' },
  spend: { zh: '满 {n} 可用', en: 'On orders from {n}' }, anySpend: { zh: '无门槛', en: 'On any order' }, everySpend: { zh: '满 {n} 减', en: 'Off every {n}' }, someGoods: { zh: '限部分商品', en: 'Selected items' }, upTo: { zh: '最高', en: 'Up to' }, off: { zh: '折', en: 'off' }, capped: { zh: '最多减 {n}', en: 'At most {n} off' },
  gift: { zh: '赠品', en: 'Gift' }, shipping: { zh: '包邮', en: 'Free shipping' }, shippingOff: { zh: '运费减', en: 'Off shipping' }, price: { zh: '特价', en: 'Price' },
  err_coupon_sold_out: { zh: '已经领完了', en: 'All of them are gone' }, err_coupon_limit_claimed: { zh: '已达到领取上限', en: 'You already have as many as you may' }, err_coupon_code_mistyped: { zh: '兑换码有误，请检查', en: 'Please check the code, a character seems wrong' }, err_unknown_coupon: { zh: '没有这个兑换码', en: 'There is no such code' },
  err_coupon_code_taken: { zh: '兑换码已被使用', en: 'This code was used already' }, err_coupon_guessing: { zh: '输错次数过多，请稍后再试', en: 'Too many wrong codes, please try later' }, err_coupon_not_for_you: { zh: '该优惠券不适用于您的账户', en: 'This coupon is not for your account' }, err_coupon_closed: { zh: '活动已结束', en: 'This offer has ended' }, err_coupon_kind_over: { zh: '活动已结束', en: 'This offer has ended' },
  err_visit_busy: { zh: '操作过于频繁，请稍后再试', en: 'A little too fast, please wait a moment' }, err_visit_act: { zh: '此链接仅可查看', en: 'This link is for looking only' }, err_other: { zh: '未能完成，请稍后再试', en: 'That did not work, please try again later' },

  member: { zh: '会员', en: 'Member' }, noLevel: { zh: '普通会员', en: 'Member' }, number: { zh: '会员号 {n}', en: 'No. {n}' }, toNext: { zh: '再获得 {n} {growth}，升级为{next}', en: '{n} more {growth} to {next}' }, highest: { zh: '已是最高等级', en: 'You have the highest level' }, keptUntil: { zh: '等级有效期至 {day}', en: 'Level valid until {day}' }, paidUntil: { zh: '会员有效期至 {day}', en: 'Member until {day}' }, ends: { zh: '到期后不再续费', en: 'Will not renew' },
  benefits: { zh: '我的权益', en: 'My benefits' }, services: { zh: '会员服务', en: 'Services' }, left: { zh: '剩余 {n} 次', en: '{n} left' }, unlimited: { zh: '不限次数', en: 'Unlimited' }, usedUp: { zh: '已用完', en: 'Used up' }, levels: { zh: '等级', en: 'Levels' }, current: { zh: '当前', en: 'Now' }, from: { zh: '{growth} {n} 起', en: 'From {n} {growth}' },
  growth: { zh: '成长值', en: 'growth' }, join: { zh: '立即加入', en: 'Join now' }, joinHelp: { zh: '加入后即可享受会员权益。', en: 'Join to enjoy the benefits of a member.' }, byInvite: { zh: '由商家邀请加入', en: 'By invitation of the shop' }, noCards: { zh: '暂无会员计划', en: 'No membership yet' }, noCardsHelp: { zh: '商家开通后会显示在这里。', en: 'It will appear here when the shop offers one.' },
  tasks: { zh: '任务', en: 'Tasks' }, check_in: { zh: '签到', en: 'Check-in' }, badges: { zh: '徽章', en: 'Badges' }, draws: { zh: '抽奖', en: 'Draw' }, mall: { zh: '积分商城', en: 'Mall' }, leaderboards: { zh: '排行榜', en: 'Rankings' },
} satisfies Record<string, Pair>;
