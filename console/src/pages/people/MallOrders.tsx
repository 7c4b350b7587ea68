import { Tag } from 'antd';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import type { MallOrder } from '@/api/types';
import { defineStrings } from '@/i18n/define';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { useNames } from '@/parts/members/useNames';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';

const strings = defineStrings({
  title: { zh: '商城订单', en: 'Orders in the mall' }, item: { zh: '商品', en: 'Item' }, state: { zh: '状态', en: 'State' }, cost: { zh: '支付', en: 'Paid with' }, at: { zh: '下单时间', en: 'Ordered' },
  awaiting_payment: { zh: '待付款', en: 'To be paid' }, placed: { zh: '待处理', en: 'To do' }, shipped: { zh: '已发货', en: 'Sent' }, ready: { zh: '可自提', en: 'Ready' }, done: { zh: '已完成', en: 'Done' }, canceled: { zh: '已取消', en: 'Canceled' }, returned: { zh: '已退货', en: 'Returned' },
});

/** What the person ordered in the points mall, the newest; nothing when there was no order. */
export function MallOrders({ id }: { id: string }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick(), names = useNames();
  const q = useApi('listMallOrders', { person: id, limit: 20 });
  const cost = (r: MallOrder) => [Number(r.points) ? `${f.decimal(r.points)} ${names.currency(r.currency)}` : '', Number(r.money) ? f.money(r.money) : ''].filter(Boolean).join(' + ') || '–';
  if (!q.data || q.data.items.length === 0) return null;
  return (
    <Card flush title={t('title')}>
      <Table<MallOrder> dense rows={q.data.items} rowKey={(r) => String(r.n)} label={t('title')} columns={[
        { id: 'item', title: t('item'), cell: (r) => <Link href={`/mall?tab=orders&order=${r.n}`}>{pick(r.title) || r.item}{r.quantity > 1 ? ` × ${r.quantity}` : ''}</Link> },
        { id: 'state', title: t('state'), cell: (r) => <Tag variant="filled">{t(r.state)}</Tag> },
        { id: 'cost', title: t('cost'), align: 'right', cell: cost },
        { id: 'at', title: t('at'), wide: true, cell: (r) => <Time v={r.at} /> },
      ]} />
    </Card>
  );
}
