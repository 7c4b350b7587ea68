import { Segmented } from 'antd';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import type { MallItem, MallReport } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Daily } from '@/parts/chart/Daily';
import { Await } from '@/parts/feedback/Await';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Num } from '@/parts/text/Num';
import { daysAgo } from './doc';
import { usePrice } from './price';
import { strings } from './strings';

const spans = [7, 30, 90] as const;

/** Orders and pieces by day; days without orders too. */
export function Days({ days, n }: { days: MallReport['days']; n: number }) {
  const t = useStrings(strings);
  const names = useMemo(() => [t('nOrders'), t('pieces')], [t]);
  const rows = useMemo(() => {
    const by = new Map<string, [number, number]>();
    for (const x of days) { const had = by.get(x.day) ?? [0, 0]; by.set(x.day, [had[0] + x.orders, had[1] + x.pieces]); }
    return [...by].sort(([a], [b]) => (a < b ? -1 : 1)).map(([day, values]) => ({ day, values }));
  }, [days]);
  return <Card title={t('daily')}><Daily label={t('daily')} dayTitle={t('day')} names={names} days={rows} empty={<p className="muted">{t('noSales', { n })}</p>} /></Card>;
}

/** What the mall came to in some days. */
export function Report({ items }: { items: MallItem[] }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick(), price = usePrice();
  const [s, set] = useUrlState({ days: p.int(30) });
  const n = (spans as readonly number[]).includes(s.days) ? s.days : 30;
  const q = useApi('mallReport', { from: daysAgo(f.today(), n - 1) });
  const name = (slug: string) => { const x = items.find((i) => i.slug === slug); return (x && pick(x.title)) || slug; };
  const sum = (d: MallReport, k: 'orders' | 'pieces' | 'awaiting' | 'back') => d.items.reduce((a, x) => a + x[k], 0);
  return (
    <div className="mal-stack">
      <div><Segmented aria-label={t('range')} value={n} onChange={(days) => set({ days })} options={spans.map((x) => ({ value: x, label: t('days', { n: x }) }))} /></div>
      <Await query={q} shape="page">{(d) => (
        <div className="mal-stack">
          <Card title={t('numbers')}><dl className="tsk-facts">{([[t('people'), d.people], [t('nOrders'), sum(d, 'orders')], [t('pieces'), sum(d, 'pieces')], [t('awaiting'), sum(d, 'awaiting')], [t('back'), sum(d, 'back')]] as const).map(([k, v]) => <div key={k}><dt>{k}</dt><dd><Num v={v} full /></dd></div>)}</dl></Card>
          <Days days={d.days} n={n} />
          <Card flush title={t('byItem')}><Table rows={d.items} rowKey={(r) => `${r.item} ${r.currency}`} label={t('byItem')} empty={<p className="mal-none muted">{t('noSales', { n })}</p>} columns={[
            { id: 'item', title: t('item'), cell: (r) => <Link href={`/mall/${encodeURIComponent(r.item)}`}>{name(r.item)}</Link> },
            { id: 'orders', title: t('nOrders'), align: 'right', cell: (r) => <Num v={r.orders} full /> }, { id: 'pieces', title: t('pieces'), align: 'right', cell: (r) => <Num v={r.pieces} full /> },
            { id: 'paid', title: t('cost'), align: 'right', cell: (r) => price(r) }, { id: 'cost', title: t('costs'), align: 'right', wide: true, cell: (r) => f.money(r.cost) },
            ...(d.items.some((x) => x.codes) ? [{ id: 'codes', title: t('codesNow'), align: 'right' as const, wide: true, cell: (r: MallReport['items'][number]) => <Num v={r.codes} full /> }] : []),
            { id: 'awaiting', title: t('awaiting'), align: 'right', wide: true, cell: (r) => <Num v={r.awaiting} full /> }, { id: 'back', title: t('back'), align: 'right', wide: true, cell: (r) => <Num v={r.back} full /> },
          ]} /></Card>
        </div>
      )}</Await>
    </div>
  );
}
