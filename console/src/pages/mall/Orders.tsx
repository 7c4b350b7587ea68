import { App, Button, Dropdown, Input, Select } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { useApiPages, useSend } from '@/api/hooks';
import type { MallBulkWhat, MallItem, MallOrder, MallState } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { FormModal } from '@/parts/feedback/FormModal';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { BulkDialog } from './BulkDialog';
import { OrderDrawer } from './OrderDrawer';
import { usePrice } from './price';
import { OrderState } from './State';
import { strings } from './strings';

const states: readonly MallState[] = ['awaiting_payment', 'placed', 'shipped', 'ready', 'done', 'canceled', 'returned'];
export const orderAsks = ['listMallOrders', 'getMallOrder', 'listMallItems', 'getMallItem', 'mallReport'] as const;
const bulks: readonly MallBulkWhat[] = ['ready', 'done', 'cancel'];
const sendable = (o: MallOrder): boolean => o.hand === 'ship' && (o.state === 'placed' || o.state === 'shipped');

/** Carrier for all, a number for each. */
function ShipDialog({ orders, onClose, onDone }: { orders: MallOrder[]; onClose: () => void; onDone: () => void }) {
  const t = useStrings(strings), pick = usePick();
  const { message } = App.useApp();
  const [carrier, setCarrier] = useState('');
  const [numbers, setNumbers] = useState<Record<number, string>>({});
  const send = useSend('shipMallOrders', [...orderAsks]);
  const go = () => send.mutate({ parcels: orders.map((o) => ({ order: o.n, ...(carrier.trim() ? { carrier: carrier.trim() } : {}), ...(numbers[o.n]?.trim() ? { number: numbers[o.n]?.trim() } : {}) })) } as never, {
    onSuccess: (d) => {
      const bad = d.items.filter((x) => !x.ok), n = d.items.length - bad.length;
      if (n) void message.success(t('shipped', { n }));
      if (bad.length) void message.error(t('refused', { n: bad.length, why: bad[0]?.message ?? '' }), 8);
      onDone();
    },
  });
  return (
    <FormModal holds={[carrier, numbers]} title={t('shipN', { n: orders.length })} submit={t('ship')} busy={send.isPending} error={send.error} onClose={onClose} onSubmit={go}>
      <Field label={t('carrier')}><Input maxLength={60} value={carrier} onChange={(e) => setCarrier(e.target.value)} /></Field>
      <div className="mal-parcels">{orders.map((o) => <label key={o.n}><span>{t('orderN', { n: o.n })}<span className="mal-note">{pick(o.title)}{o.contact ? ` · ${o.contact.name}` : ''}</span></span><Input aria-label={t('numberOf', { n: o.n })} placeholder={t('number')} maxLength={60} value={numbers[o.n] ?? ''} onChange={(e) => setNumbers({ ...numbers, [o.n]: e.target.value })} /></label>)}</div>
    </FormModal>
  );
}

/** Orders newest first; those to be sent can be chosen and sent together. */
export function Orders({ items, reason, person }: { items: MallItem[]; reason: string | null; person?: string }) {
  const t = useStrings(strings), pick = usePick(), price = usePrice();
  const [s, set] = useUrlState({ item: p.text(''), state: p.oneOf(['', ...states], ''), order: p.int(0) });
  const [chosen, choose] = useState<Set<string>>(new Set());
  const [shipping, ship] = useState(false);
  const [bulk, doAll] = useState<MallBulkWhat | null>(null);
  const list = useApiPages('listMallOrders', { limit: 50, ...(s.item ? { item: s.item } : {}), ...(s.state ? { state: s.state } : {}), ...(person ? { person } : {}) } as never, { live: true });
  const rows = useMemo<MallOrder[]>(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const filter = (v: { item?: string; state?: '' | MallState }) => { choose(new Set()); set(v); };
  const parcels = rows.filter((r) => chosen.has(String(r.n)) && sendable(r));
  const of = chosen.size ? { orders: [...chosen].map(Number) } : { ...(s.item ? { item: s.item } : {}), ...(s.state ? { state: s.state } : {}), ...(person ? { person } : {}) };
  const wide = chosen.size === 0 && !s.item && !s.state && !person;
  const many = <Dropdown trigger={['click']} disabled={Boolean(reason) || wide} menu={{ items: bulks.map((key) => ({ key, label: t(`bulk_${key}`), danger: key === 'cancel' })), onClick: ({ key }) => doAll(key as MallBulkWhat) }}><ActionButton reason={reason ?? (wide ? t('pickFilter') : null)}>{chosen.size ? t('doMany') : t('allFound')}</ActionButton></Dropdown>;
  const to = (o: MallOrder) => (o.contact ? <>{o.contact.name}<span className="mal-note">{o.contact.address}</span></> : o.store || t(`h_${o.hand}`));
  return (
    <div className="mal-stack">
      <div className="mal-filters">
        {items.length > 0 && <Select aria-label={t('item')} value={s.item} onChange={(item) => filter({ item })} options={[{ value: '', label: t('anyItem') }, ...items.map((i) => ({ value: i.slug, label: pick(i.title) || i.slug }))]} popupMatchSelectWidth={false} />}
        <Select aria-label={t('state')} value={s.state} onChange={(state) => filter({ state })} options={[{ value: '' as const, label: t('any') }, ...states.map((x) => ({ value: x, label: t(`o_${x}`) }))]} popupMatchSelectWidth={false} />
        {chosen.size > 0 ? <><span>{t('chosen', { n: chosen.size })}</span><ActionButton type="primary" reason={reason ?? (parcels.length < chosen.size ? t('onlyShip') : null)} onClick={() => ship(true)}>{t('ship')}</ActionButton>{many}</> : rows.length > 0 && many}
      </div>
      <Card flush>
        {!list.data ? (list.isError ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading shape="table" />) : <>
          <Table<MallOrder> keys rows={rows} rowKey={(r) => String(r.n)} label={t('orders')} onOpen={(r) => set({ order: r.n }, { push: true })} selected={chosen} onSelect={choose} columns={[
            { id: 'order', title: t('order'), cell: (r) => <><Button type="link" size="small" className="mal-link" onClick={() => set({ order: r.n }, { push: true })}>{t('orderN', { n: r.n })}</Button><span className="mal-note">{pick(r.title)}{r.quantity > 1 ? ` × ${r.quantity}` : ''}</span></> },
            { id: 'state', title: t('state'), cell: (r) => <OrderState state={r.state} /> },
            ...(person ? [] : [{ id: 'person', title: t('person'), cell: (r: MallOrder) => (r.person ? <Link href={`/people/${encodeURIComponent(r.person)}?tab=rewards`}>{r.person}</Link> : <span className="muted">{t('erased')}</span>) }]),
            { id: 'cost', title: t('cost'), wide: true, cell: (r) => price(r) },
            { id: 'to', title: t('to'), wide: true, cell: to },
            { id: 'at', title: t('at'), wide: true, cell: (r) => <Time v={r.at} /> },
          ]} onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage}
            empty={s.item || s.state ? <EmptyState kind="narrow" title={t('noneSuch')} onClear={() => filter({ item: '', state: '' })} /> : <EmptyState kind="nothing" title={t('noOrders')} help={t('noOrdersHelp')} />} />
          <NextPage list={list} />
        </>}
      </Card>
      {shipping && <ShipDialog orders={parcels} onClose={() => ship(false)} onDone={() => { ship(false); choose(new Set()); }} />}
      {bulk && <BulkDialog what={bulk} of={of} onClose={() => doAll(null)} onDone={() => { doAll(null); choose(new Set()); }} />}
      <OrderDrawer n={s.order} reason={reason} onClose={() => set({ order: 0 })} />
    </div>
  );
}
