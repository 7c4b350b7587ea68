import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  promotions: { zh: '促销价', en: 'Promotions' }, lead: { zh: '秒杀、会员价与预售：各卖出多少，还剩多少。', en: 'Flash sales, member prices and pre-sales: how much each has sold, and what is left.' },
  none: { zh: '还没有促销活动', en: 'There are no promotions yet' }, noneHelp: { zh: '促销活动是一份文档：写明商品、价格、库存与每人限购，用 shoal apply 生效后在此查看售卖情况。', en: 'A promotion is a document with its items, prices, stock and limits. Apply it with shoal apply, and see here what it sells.' },
  state: { zh: '状态', en: 'State' }, coming: { zh: '未开始', en: 'To come' }, running: { zh: '进行中', en: 'Running' }, ended: { zh: '已结束', en: 'Ended' }, archived: { zh: '已归档', en: 'Archived' },
  current: { zh: '当前', en: 'Current' }, all: { zh: '含已归档', en: 'With archived' }, which: { zh: '范围', en: 'Which' },
  type: { zh: '类型', en: 'Type' }, flash_sale: { zh: '秒杀', en: 'Flash sale' }, member_price: { zh: '会员价', en: 'Member price' }, pre_sale: { zh: '预售', en: 'Pre-sale' },
  name: { zh: '促销活动', en: 'Promotion' }, from: { zh: '开始', en: 'From' }, until: { zh: '结束', en: 'Until' }, always: { zh: '不限', en: 'open' },
  held: { zh: '锁定', en: 'Held' }, sold: { zh: '已售', en: 'Sold' }, left: { zh: '剩余', en: 'Left' }, returned: { zh: '退回', en: 'Returned' }, off: { zh: '让利', en: 'Taken off' }, budget: { zh: '预算 {amount}', en: 'of {amount}' }, unlimited: { zh: '不限', en: 'no limit' },
  item: { zh: '商品', en: 'Item' }, price: { zh: '价格', en: 'Price' }, limit: { zh: '每人限购', en: 'Per person' }, items: { zh: '商品', en: 'Items' }, deposit: { zh: '定金 {deposit} 抵 {worth}', en: 'deposit {deposit} counts for {worth}' }, percent: { zh: '按目录价减 {n}%', en: '{n}% off the list price' },
  buyers: { zh: '购买记录', en: 'Who bought' }, person: { zh: '用户', en: 'Person' }, erased: { zh: '已抹除', en: 'erased' }, order: { zh: '订单', en: 'Order' }, units: { zh: '件数', en: 'Units' }, at: { zh: '时间', en: 'When' }, reserved: { zh: '锁定', en: 'Reserved' }, redeemed: { zh: '已售', en: 'Sold' }, released: { zh: '已释放', en: 'Released' }, lapsed: { zh: '已到期', en: 'Lapsed' },
  nobody: { zh: '还没有人购买', en: 'Nobody has bought yet' }, needs: { zh: '查看购买记录需要「{role}」角色。', en: 'Seeing who bought needs the role “{role}”.' }, version: { zh: '版本 {n}', en: 'version {n}' },
});
