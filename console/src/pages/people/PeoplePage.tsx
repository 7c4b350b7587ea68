import { Button, Input, Select } from 'antd';
import { useDeferredValue, useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import { useApi, useApiPages } from '@/api/hooks';
import type { PersonHit } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { PeopleTable } from '@/parts/people/PeopleTable';
import { Table } from '@/parts/table/Table';
import { AsOf } from '@/parts/text/AsOf';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { strings } from './strings';

const sorts = ['last_seen', 'revenue', 'orders', 'id'] as const;

function Hits({ q }: { q: string }) {
  const t = useStrings(strings), f = useFormat();
  const [, go] = useLocation();
  const found = useApi('searchPeople', { q, limit: 20 });
  return (
    <Await query={found} shape="table">
      {(d) => d.items.length === 0 ? <EmptyState kind="narrow" title={t('noOne', { q })} help={t('noOneHelp')} /> : (
        <Card flush title={t('found')}>
          <Table<PersonHit> rows={d.items} rowKey={(r) => r.id} label={t('found')} keys onOpen={(r) => go(`/people/${encodeURIComponent(r.id)}`)} columns={[
            { id: 'person', title: t('person'), cell: (r) => <Link href={`/people/${encodeURIComponent(r.id)}`}>{r.name ?? r.id}{r.name && <span className="people-id"> {r.id}</span>}</Link> },
            { id: 'match', title: t('matched'), wide: true, cell: (r) => `${r.match.type} ${r.match.value}` },
            { id: 'orders', title: t('orders'), align: 'right', cell: (r) => f.count(r.orders) },
            { id: 'revenue', title: t('revenue'), align: 'right', cell: (r) => f.money(r.revenue) },
            { id: 'last', title: t('lastSeen'), align: 'right', cell: (r) => <Time v={r.last_seen} as="relative" /> },
          ]} />
        </Card>
      )}
    </Await>
  );
}

function Everyone({ sort, setSort }: { sort: (typeof sorts)[number]; setSort: (s: (typeof sorts)[number]) => void }) {
  const t = useStrings(strings), f = useFormat(), may = useCan('operator');
  const list = useApiPages('listPeople', { expression: 'true', sort, limit: 50 });
  const rows = useMemo(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const head = list.data?.pages[0];
  const names = { last_seen: t('byLast'), revenue: t('byRevenue'), orders: t('byOrders'), id: t('byId') };
  if (!head) return list.isError ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading shape="table" />;
  if (head.total === 0) return <EmptyState kind="nothing" title={t('empty')} action={may && <Link href="/import"><Button type="primary">{t('importNow')}</Button></Link>} />;
  return (
    <Card flush title={`${t('everyone')} · ${f.count(head.total)}`} extra={<>
      <AsOf at={head.as_of} lsn={head.lsn} onRefresh={() => void list.refetch()} busy={list.isFetching} />
      <Select size="small" variant="borderless" popupMatchSelectWidth={false} aria-label={t('sort')} value={sort} onChange={setSort} options={sorts.map((s) => ({ value: s, label: names[s] }))} /></>}>
      <PeopleTable label={t('everyone')} columns={head.columns} rows={rows} keys onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage} />
      <NextPage list={list} />
    </Card>
  );
}

export default function PeoplePage(_: PageProps) {
  const t = useStrings(strings);
  const [s, set] = useUrlState({ q: p.text(), sort: p.oneOf(sorts, 'last_seen') });
  const q = useDeferredValue(s.q.trim());
  return (
    <Page title={t('title')} lead={t('lead')} toolbar={<Input.Search allowClear autoFocus value={s.q} onChange={(e) => set({ q: e.target.value })} placeholder={t('find')} aria-label={t('find')} style={{ width: 420, maxWidth: '100%' }} />}>
      {q ? <Hits q={q} /> : <Everyone sort={s.sort} setSort={(sort) => set({ sort })} />}
    </Page>
  );
}
