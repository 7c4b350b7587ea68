import { Button, Input, Select, Tag } from 'antd';
import { useDeferredValue, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { useApi, useApiPages } from '@/api/hooks';
import type { Item } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Table } from '@/parts/table/Table';
import type { PageProps } from '../index';
import ItemDrawer from './ItemDrawer';
import { ItemForm } from './ItemForm';
import { strings } from './strings';
import { Tree } from './Tree';
import './CataloguePage.css';

const schema = { q: p.text(), category: p.text(), brand: p.text(), role: p.text(), kind: p.text(), item: p.maybe() };

export default function CataloguePage(_: PageProps) {
  const t = useStrings(strings), f = useFormat(), pick = usePick(), may = useCan('operator');
  const [s, set] = useUrlState(schema);
  const [adding, add] = useState(false);
  const q = useDeferredValue(s.q.trim());
  const about = useApi('getCatalogue', {}), tree = useApi('getCategories', {}), brands = useApi('getBrands', {});
  const filters = { q, category: s.category, brand: s.brand, role: s.role, kind: s.kind };
  const given = Object.fromEntries(Object.entries(filters).filter(([, v]) => v !== ''));
  const list = useApiPages('listItems', { ...given, limit: 50 } as never);
  const rows = useMemo(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const head = list.data?.pages[0], narrowed = Object.keys(given).length > 0;
  const word = (words: readonly { name: string; title: { zh: string; en: string } }[] | undefined, name: string | null | undefined) => { const w = words?.find((x) => x.name === name); return w ? pick(w.title) : name; };
  const categoryName = (id: string) => tree.data?.items.find((c) => c.id === id)?.name ?? id;
  const choice = (key: 'brand' | 'role' | 'kind', any: string, options: { value: string; label: string }[]) => (
    <Select aria-label={any} value={s[key]} onChange={(v) => set({ [key]: v })} options={[{ value: '', label: any }, ...options]} popupMatchSelectWidth={false} showSearch={{ optionFilterProp: 'label' }} style={{ minWidth: 112 }} />
  );
  const clear = () => set({ q: '', category: '', brand: '', role: '', kind: '' });
  return (
    <Page title={t('title')} lead={t('lead')}
      actions={may && <><Link href="/import"><Button>{t('importNow')}</Button></Link><Button type="primary" onClick={() => add(true)}>{t('add')}</Button></>}
      toolbar={<>
        <Input.Search allowClear value={s.q} onChange={(e) => set({ q: e.target.value })} placeholder={t('find')} aria-label={t('find')} style={{ width: 240, maxWidth: '100%' }} />
        {choice('brand', t('anyBrand'), (brands.data?.items ?? []).map((b) => ({ value: b.name, label: b.name })))}
        {choice('role', t('anyRole'), (about.data?.roles ?? []).map((r) => ({ value: r.name, label: pick(r.title) })))}
        {choice('kind', t('anyKind'), (about.data?.kinds ?? []).map((r) => ({ value: r.name, label: pick(r.title) })))}
      </>}>
      {list.isError && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {!head && !list.isError && <Loading shape="table" />}
      {head && head.total === 0 && !narrowed && <EmptyState kind="nothing" title={t('empty')} help={t('emptyHelp')} action={may && <Link href="/import"><Button type="primary">{t('importNow')}</Button></Link>} />}
      {head && (head.total > 0 || narrowed) && (
        <div className="catalogue">
          <Tree list={tree.data?.items ?? []} chosen={s.category} onChoose={(category) => set({ category }, { push: true })} />
          <Card flush title={t('found', { n: head.total })}>
            <Table<Item> rows={rows} rowKey={(r) => r.id} label={t('items')} keys onOpen={(r) => set({ item: r.id }, { push: true })}
              empty={<EmptyState kind="narrow" title={t('noMatch')} onClear={clear} />}
              onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage}
              columns={[
                { id: 'name', title: t('name'), cell: (r) => <>{r.name}{!r.active && <Tag style={{ marginInlineStart: 8 }}>{t('inactive')}</Tag>}{r.name !== r.id && <div className="item-id">{r.id}</div>}</> },
                { id: 'category', title: t('category'), wide: true, cell: (r) => r.category && categoryName(r.category) },
                { id: 'brand', title: t('brand'), wide: true, cell: (r) => r.brand },
                { id: 'kind', title: t('kind'), wide: true, cell: (r) => word(about.data?.kinds, r.kind) },
                { id: 'role', title: t('role'), cell: (r) => word(about.data?.roles, r.role) },
                { id: 'price', title: t('price'), align: 'right', cell: (r) => r.price && f.money(r.price) },
              ]} />
            <NextPage list={list} />
          </Card>
        </div>
      )}
      {s.item !== null && <ItemDrawer key={s.item} id={s.item} categoryName={categoryName} onClose={() => set({ item: null })} />}
      {adding && <ItemForm item={null} onDone={(id) => { add(false); set({ item: id }, { push: true }); }} onClose={() => add(false)} />}
    </Page>
  );
}
