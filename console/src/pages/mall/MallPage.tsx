import { PlusOutlined, ShoppingCartOutlined } from '@/theme/icons';
import { Segmented } from 'antd';
import { Link, useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import type { MallItem } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Table } from '@/parts/table/Table';
import { Num } from '@/parts/text/Num';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { Orders } from './Orders';
import { Pools } from './Pools';
import { usePrice } from './price';
import { Report } from './Report';
import { ItemState } from './State';
import { strings } from './strings';
import '../tasks/tasks.css';
import './mall.css';

function Items({ items }: { items: MallItem[] }) {
  const t = useStrings(strings), pick = usePick(), price = usePrice();
  const [, go] = useLocation();
  const at = (r: MallItem) => `/mall/${encodeURIComponent(r.slug)}`;
  return (
    <Card flush><Table<MallItem> keys rows={items} rowKey={(r) => r.slug} label={t('items')} onOpen={(r) => go(at(r))} columns={[
      { id: 'name', title: t('name'), cell: (r) => <Link href={at(r)}>{pick(r.title) || r.slug}</Link> },
      { id: 'state', title: t('state'), cell: (r) => <ItemState state={r.state} few={r.few_codes} /> },
      { id: 'price', title: t('price'), wide: true, cell: (r) => price(r) },
      { id: 'left', title: t('left'), align: 'right', cell: (r) => (r.left === null ? t('unlimited') : <Num v={r.left} full />) },
      { id: 'held', title: t('held'), align: 'right', wide: true, cell: (r) => <Num v={r.held} full /> },
      { id: 'sold', title: t('sold'), align: 'right', cell: (r) => <Num v={r.sold} full /> },
      { id: 'waiting', title: t('waiting'), align: 'right', cell: (r) => (r.waiting ? <Link href={`/mall?tab=orders&item=${encodeURIComponent(r.slug)}&state=placed`}><Num v={r.waiting} full /></Link> : '0') },
      { id: 'ends', title: t('ends'), wide: true, cell: (r) => (r.until ? <Time v={new Date(Date.parse(r.until) - 1).toISOString()} as="day" /> : t('noEnd')) },
    ]} /></Card>
  );
}

/** What points buy, the orders of it, and what it came to. */
export default function MallPage(_: PageProps) {
  const t = useStrings(strings), role = useStrings(roleNames);
  const [, go] = useLocation();
  const [s, set] = useUrlState({ tab: p.oneOf(['items', 'orders', 'codes', 'report'], 'items') });
  const may = useCan('operator'), sees = useCan('analyst');
  const q = useApi('listMallItems', {});
  const reason = may ? null : t('needRole', { role: role('operator') });
  const add = <ActionButton type="primary" icon={<PlusOutlined />} reason={reason} onClick={() => go('/mall/new')}>{t('newItem')}</ActionButton>;
  const some = (q.data?.items.length ?? 0) > 0;
  return (
    <Page title={t('title')} lead={t('lead')} actions={some && add}
      toolbar={some ? <Segmented aria-label={t('view')} value={s.tab} onChange={(tab) => set({ tab }, { push: true })} options={(['items', 'orders', 'codes', 'report'] as const).map((x) => ({ value: x, label: t(x) }))} /> : undefined}>
      <Await query={q} shape="table">{(d) => d.items.length === 0
        ? <EmptyState kind="nothing" icon={<ShoppingCartOutlined />} title={t('none')} help={t('noneHelp')} action={add} />
        : s.tab === 'items' ? <Items items={d.items} /> : s.tab === 'report' ? <Report items={d.items} /> : s.tab === 'codes' ? <Pools items={d.items} reason={reason} /> : sees ? <Orders items={d.items} reason={reason} /> : <EmptyState kind="forbidden" need="analyst" />}
      </Await>
    </Page>
  );
}
