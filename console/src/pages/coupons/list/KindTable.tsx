import { MoreOutlined } from '@/theme/icons';
import { Button, Dropdown } from 'antd';
import { Link, useLocation } from 'wouter';
import type { CouponKind } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { left, usedRate } from '@/parts/coupons/kinds';
import { KindState } from '@/parts/coupons/State';
import { Table, type Column } from '@/parts/table/Table';
import { Num } from '@/parts/text/Num';
import { strings } from '../strings';
import { Validity } from '../Validity';
import type { useArchive } from '../useArchive';

export function KindTable({ rows, archived, acts }: { rows: readonly CouponKind[]; archived: boolean; acts: ReturnType<typeof useArchive> }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const [, go] = useLocation();
  const may = useCan('operator');
  const name = (k: CouponKind) => pick(k.title) || k.slug;
  const open = (k: CouponKind) => go(`/coupons/${k.slug}`);
  const columns: Column<CouponKind>[] = [
    { id: 'name', title: t('name'), sort: name, cell: (k) => <span className="coupon-name"><Link href={`/coupons/${k.slug}`} title={name(k)}>{name(k)}</Link><span title={pick(k.sentence)}>{pick(k.sentence)}</span></span> },
    { id: 'state', title: t('state'), sort: (k) => k.state, cell: (k) => <KindState state={k.state} /> },
    { id: 'issued', title: t('issued'), align: 'right', sort: (k) => k.counts.issued, cell: (k) => <span title={k.counts.pool ? t('codesLeft', { n: k.counts.pool }) : undefined}><Num v={k.counts.issued} /></span> },
    { id: 'claimed', title: t('claimed'), align: 'right', wide: true, sort: (k) => k.counts.claimed, cell: (k) => <Num v={k.counts.claimed} /> },
    { id: 'reserved', title: t('reserved'), align: 'right', wide: true, sort: (k) => k.counts.reserved, cell: (k) => <Num v={k.counts.reserved} /> },
    { id: 'redeemed', title: t('redeemed'), align: 'right', sort: (k) => k.counts.redeemed, cell: (k) => { const r = usedRate(k.counts); return <span className="coupon-two"><Num v={k.counts.redeemed} />{r !== null && <span title={t('rate', { rate: f.rate(r) })}>{f.rate(r)}</span>}</span>; } },
    { id: 'expired', title: t('expired'), align: 'right', wide: true, sort: (k) => k.counts.expired, cell: (k) => <Num v={k.counts.expired} /> },
    { id: 'left', title: t('left'), align: 'right', wide: true, sort: (k) => left(k.counts), cell: (k) => { const n = left(k.counts); return n === null ? <span className="muted">{t('noBudget')}</span> : <Num v={n} />; } },
    { id: 'valid', title: t('validity'), wide: true, sort: (k) => k.valid_until, cell: (k) => <Validity kind={k} /> },
    { id: 'actions', title: <span className="visually-hidden">{t('actions')}</span>, label: t('actions'), align: 'right', width: 48, cell: (k) => (
      <Dropdown trigger={['click']} menu={{ items: [
        { key: 'open', label: t('open'), onClick: () => open(k) },
        { key: 'edit', label: t('edit'), onClick: () => go(`/coupons/${k.slug}/edit`) },
        { key: 'copy', label: t('duplicate'), disabled: !may, onClick: () => go(`/coupons/new?from=${k.slug}`) },
        { type: 'divider' as const, key: 'd' },
        archived ? { key: 'restore', label: t('restore'), disabled: !may, onClick: () => acts.restore(k) } : { key: 'archive', label: t('archive'), danger: true, disabled: !may, onClick: () => acts.archive(k) },
      ] }}>
        <Button type="text" size="small" aria-label={t('more', { title: name(k) })} icon={<MoreOutlined />} />
      </Dropdown>
    ) },
  ];
  return <div className="coupons"><Table keys rows={rows} columns={columns} rowKey={(k) => k.slug} label={t('coupons')} onOpen={open} /></div>;
}
