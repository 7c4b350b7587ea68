import { useApi } from '@/api/hooks';
import type { PersonOrder } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';

export function Orders({ id }: { id: string }) {
  const t = useStrings(strings), f = useFormat();
  const q = useApi('personOrders', { id });
  const lines = (o: PersonOrder) => o.items.map((x) => `${x.name ?? x.id ?? '–'}${x.quantity && x.quantity !== '1' ? ` ×${f.decimal(x.quantity)}` : ''}`).join('，');
  return (
    <Await query={q} shape="table">
      {(d) => (
        <Table rows={d.items} rowKey={(r, i) => `${r.id ?? ''}${i}`} label={t('orders')} empty={<EmptyState kind="nothing" title={t('noOrders')} />} columns={[
          { id: 'time', title: t('when'), cell: (r) => <Time v={r.time} />, sort: (r) => r.time },
          { id: 'id', title: t('order'), wide: true, cell: (r) => r.id ?? '–' },
          { id: 'items', title: t('items'), wide: true, cell: lines },
          { id: 'amount', title: t('amount'), align: 'right', sort: (r) => Number(r.amount), cell: (r) => f.money(r.amount) },
          { id: 'refunded', title: t('refunded'), align: 'right', sort: (r) => Number(r.refunded), cell: (r) => (Number(r.refunded) ? f.money(r.refunded) : '–') },
        ]} />
      )}
    </Await>
  );
}
