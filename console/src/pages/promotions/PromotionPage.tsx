import { CopyOutlined, EditOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import { useApi, useApiPages } from '@/api/hooks';
import type { Promotion, PromotionBuyer, PromotionItem } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { useFormat } from '@/i18n/useFormat';
import type { PageProps } from '@/pages';
import { useItems } from '@/parts/catalogue/useItems';
import { useArchive } from '@/parts/docs/useArchive';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Table, type Column } from '@/parts/table/Table';
import { Num } from '@/parts/text/Num';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';
import '@/parts/docs/docs.css';
import './promotions.css';

const PAGE = 50, NAMED_MAX = 100; /* items that are looked up by their ids */

function Item({ id, name }: { id: string; name: string | undefined }) {
  return name && name !== id ? <span className="promotion-item">{name}<span>{id}</span></span> : <>{id}</>;
}

/** One promotion: what is held, sold and left of each item, and who bought. */
export default function PromotionPage({ params }: PageProps) {
  const slug = params.slug ?? '';
  const t = useStrings(strings);
  const q = useApi('getPromotion', { slug }, { keep: false });
  if (q.data) return <Shown promotion={q.data} />;
  return (
    <Page title={t('promotions')} back="/promotions">
      {q.isError ? <Problem error={q.error} onRetry={q.error.status === 404 ? undefined : () => void q.refetch()} actions={<Link href="/promotions"><Button>{t('promotions')}</Button></Link>} /> : <Loading shape="page" />}
    </Page>
  );
}

function Shown({ promotion: x }: { promotion: Promotion }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat(), role = useStrings(roleNames);
  const [, go] = useLocation();
  const sees = useCan('analyst'), may = useCan('operator'), reason = may ? null : t('needRole', { role: role('operator') }), title = pick(x.title) || x.slug, at = `/promotions/${encodeURIComponent(x.slug)}`, live = x.state !== 'archived';
  const archive = useArchive('promotion', ['listPromotions', 'getPromotion', 'listResources'], [t('archiveStays')], () => go('/promotions'));
  return (
    <Page title={title} back="/promotions"
      actions={<>
        {live && <ActionButton danger reason={reason} onClick={() => archive.ask({ slug: x.slug, title })}>{t('archive')}</ActionButton>}
        <ActionButton reason={reason} icon={<CopyOutlined />} onClick={() => go(`/promotions/new?copy=${encodeURIComponent(x.slug)}`)}>{t('copy')}</ActionButton>
        {live && <ActionButton reason={reason} icon={<EditOutlined />} onClick={() => go(`${at}/edit`)}>{t('edit')}</ActionButton>}
      </>}
      status={<><span className={`promotion-state promotion-state-${x.state}`}>{t(x.state)}</span><span className="pill">{t(x.type)}</span><span className="pill">{t('version', { n: x.version })}</span></>}>
      <dl className="promotion-figures">
        <div><dt>{t('sold')}</dt><dd><Num v={x.sold} /></dd></div>
        <div><dt>{t('held')}</dt><dd><Num v={x.held} /></dd></div>
        <div><dt>{t('left')}</dt><dd>{x.left === null ? t('unlimited') : <Num v={x.left} />}</dd></div>
        <div><dt>{t('returned')}</dt><dd><Num v={x.returned} /></dd></div>
        <div><dt>{t('off')}</dt><dd className="num">{f.money(x.off)}</dd>{x.budget && <dd>{t('budget', { amount: f.money(x.budget) })}</dd>}</div>
      </dl>
      <Card title={t('rules')}><ul className="doc-reads">
        <li>{x.from === null && x.until === null ? t('rAlways') : t('rDates', { from: x.from ? f.dateTime(x.from) : t('always'), until: x.until ? f.dateTime(x.until) : t('always') })}</li>
        {x.rest_from && x.rest_until && <li>{t('rRest', { from: f.dateTime(x.rest_from), until: f.dateTime(x.rest_until) })}</li>}
        {x.per_person !== null && <li>{t('rPerson', { n: x.per_person })}</li>}
        <li>{t(x.restock ? 'rRestock' : 'rNoRestock')}</li>
      </ul></Card>
      <Items promotion={x} />
      {sees ? <Buyers slug={x.slug} /> : <Card title={t('buyers')}><EmptyState kind="forbidden" need="analyst" help={t('needs', { role: role('analyst') })} /></Card>}
      {archive.dialog}
    </Page>
  );
}

function Items({ promotion: x }: { promotion: Promotion }) {
  const t = useStrings(strings), f = useFormat(), known = useItems(x.prices.map((i) => i.item), NAMED_MAX);
  const columns: Column<PromotionItem>[] = [
    { id: 'item', title: t('item'), sort: (i) => i.item, cell: (i) => <Item id={i.item} name={known.get(i.item)?.name} /> },
    { id: 'price', title: t('price'), align: 'right', sort: (i) => Number(i.price), cell: (i) => <span title={i.deposit && i.expands_to ? t('deposit', { deposit: f.money(i.deposit), worth: f.money(i.expands_to) }) : undefined}>{f.money(i.pays)}</span> },
    { id: 'limit', title: t('limit'), align: 'right', wide: true, cell: (i) => (i.per_person === null ? <span className="muted">{t('unlimited')}</span> : <Num v={i.per_person} />) },
    { id: 'held', title: t('held'), align: 'right', wide: true, sort: (i) => i.held, cell: (i) => <Num v={i.held} /> },
    { id: 'sold', title: t('sold'), align: 'right', sort: (i) => i.sold, cell: (i) => <Num v={i.sold} /> },
    { id: 'left', title: t('left'), align: 'right', sort: (i) => i.left, cell: (i) => (i.left === null ? <span className="muted">{t('unlimited')}</span> : <Num v={i.left} />) },
  ];
  if (x.percent_off) return <Card title={t('price')}><p>{t('percent', { n: x.percent_off })}</p></Card>;
  return <Card flush title={t('items')}><Table dense rows={x.prices} columns={columns} rowKey={(i) => i.item} label={t('items')} /></Card>;
}

function Buyers({ slug }: { slug: string }) {
  const t = useStrings(strings), f = useFormat();
  const list = useApiPages('listPromotionBuyers', { slug, limit: PAGE }, { live: true });
  const rows = useMemo(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const known = useItems(rows.map((b) => b.item), NAMED_MAX);
  const columns: Column<PromotionBuyer>[] = [
    { id: 'person', title: t('person'), cell: (b) => (b.person ? <Link href={`/people/${encodeURIComponent(b.person)}`}>{b.person}</Link> : <span className="muted">{t('erased')}</span>) },
    { id: 'item', title: t('item'), cell: (b) => known.get(b.item)?.name ?? b.item },
    { id: 'units', title: t('units'), align: 'right', cell: (b) => <Num v={b.units} /> },
    { id: 'returned', title: t('returned'), align: 'right', wide: true, cell: (b) => <Num v={b.returned} /> },
    { id: 'price', title: t('price'), align: 'right', wide: true, cell: (b) => f.money(b.price) },
    { id: 'state', title: t('state'), cell: (b) => <span className={`promotion-state promotion-state-${b.status}`}>{t(b.status)}</span> },
    { id: 'order', title: t('order'), wide: true, cell: (b) => b.order },
    { id: 'at', title: t('at'), wide: true, cell: (b) => <Time v={b.at} /> },
  ];
  return (
    <Card flush title={t('buyers')}>
      {list.isError && !list.data ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : !list.data ? <Loading shape="table" />
        : rows.length === 0 ? <EmptyState kind="nothing" title={t('nobody')} /> : <Table dense rows={rows} columns={columns} rowKey={(b) => `${b.order} ${b.item}`} label={t('buyers')} onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage} />}
      <NextPage list={list} />
    </Card>
  );
}
