import { Button, Drawer, Modal, Tag } from 'antd';
import { useState } from 'react';
import { useApi, useSend } from '@/api/hooks';
import type { Item } from '@/api/types';
import { usePhone } from '@/hooks/useMedia';
import { useCan } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { useFormat } from '@/i18n/useFormat';
import { writeText } from '@/parts/code/scan';
import { Await } from '@/parts/feedback/Await';
import { Problem } from '@/parts/feedback/Problem';
import { Door } from '@/parts/people/Door';
import { ItemForm } from './ItemForm';
import { strings } from './strings';
import './CataloguePage.css';

/** What was sold of it: the same question anybody could ask as a trend. */
function Sold({ item }: { item: Item }) {
  const t = useStrings(strings), f = useFormat();
  const events = `order_item where item_id = ${writeText(item.id)}`;
  const asked = { series: [events, { events, measure: { sum: 'amount' } }, { events, measure: 'people' }], grain: 'none', range: 'last 30 days' };
  const q = useApi('askTrend', asked as never);
  if (q.isError) return q.error.code === 'unknown_name' ? <p className="muted">{t('noOrders')}</p> : <Problem inline error={q.error} />;
  const total = (i: number): number => q.data?.groups[0]?.totals[i] ?? 0;
  return (
    <dl className="item-sold" aria-busy={q.isPending}>
      <div><dt>{t('lines')}</dt><dd className="num">{f.count(total(0))}</dd></div>
      <div><dt>{t('amount')}</dt><dd className="num">{f.money(String(total(1)))}</dd></div>
      <div><dt>{t('buyers')}</dt><dd className="num"><Door expression={`did(${events}, last 30 days)`} title={t('buyersOf', { name: item.name })}>{f.count(total(2))}</Door></dd></div>
    </dl>
  );
}

function Facts({ item, categoryName }: { item: Item; categoryName: (id: string) => string }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const words = useApi('getCatalogue', {}).data;
  const word = (list: readonly { name: string; title: { zh: string; en: string } }[] | undefined, name: string | null) => { const w = list?.find((x) => x.name === name); return w ? pick(w.title) : name; };
  const rows: [string, React.ReactNode][] = [
    [t('id'), item.id], [t('category'), item.category && categoryName(item.category)], [t('brand'), item.brand], [t('price'), item.price && f.money(item.price)],
    [t('kind'), word(words?.kinds, item.kind ?? null)], [t('role'), word(words?.roles, item.role ?? null)],
    [t('tags'), item.tags.length > 0 && item.tags.map((x) => <Tag key={x}>{x}</Tag>)],
    ...Object.entries(item.properties).map(([k, v]): [string, React.ReactNode] => [k, String(v)]),
  ];
  return <dl className="item-facts">{rows.filter(([, v]) => v).map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl>;
}

/** One item: what it is, what was sold of it, and who bought it. */
export default function ItemDrawer({ id, categoryName, onClose }: { id: string; categoryName: (id: string) => string; onClose: () => void }) {
  const t = useStrings(strings), c = useStrings(common), may = useCan('operator'), phone = usePhone();
  const remove = useSend('deleteItem', ['listItems', 'getCategories', 'getBrands', 'getCatalogue']);
  // The server may tell everybody that the item is gone before it answers us: then there is nothing to load again.
  const item = useApi('getItem', { id }, { enabled: remove.isIdle || remove.isError });
  const [editing, edit] = useState(false);
  const [modal, holder] = Modal.useModal();
  const askRemove = (x: Item) => void modal.confirm({ title: t('removeTitle', { name: x.name }), content: t('removeHelp'), okText: t('remove'), okButtonProps: { danger: true }, cancelText: c('cancel'), onOk: () => remove.mutateAsync({ id }).then(onClose) });
  return (
    <Drawer open size={phone ? '100%' : 420} title={item.data?.name ?? id} onClose={onClose} mask={phone} extra={item.data && !item.data.active && <Tag>{t('inactive')}</Tag>}>
      {holder}
      <Await query={item} shape="text">{(x) => (<>
        <Facts item={x} categoryName={categoryName} />
        <h3 className="item-head">{t('sold')}</h3>
        <Sold item={x} />
        {remove.isError && <Problem inline error={remove.error} />}
        {may && <div className="item-acts"><Button onClick={() => edit(true)}>{t('edit')}</Button><Button danger onClick={() => askRemove(x)}>{t('remove')}</Button></div>}
        {editing && <ItemForm item={x} onDone={() => edit(false)} onClose={() => edit(false)} />}
      </>)}</Await>
    </Drawer>
  );
}
