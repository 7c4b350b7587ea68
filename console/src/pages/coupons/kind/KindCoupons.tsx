import { Button, Input, Segmented } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { useApi, useApiPages } from '@/api/hooks';
import type { Coupon, CouponHeld, CouponKind } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { CouponState } from '@/parts/coupons/State';
import { lastMoment } from '@/parts/coupons/kinds';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Table, type Column } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from '../strings';
import { CouponDrawer } from './CouponDrawer';
import { RevokeDialog } from './RevokeDialog';

const shown = ['all', 'unclaimed', 'unused', 'reserved', 'redeemed', 'expired', 'revoked'] as const;
type Shown = (typeof shown)[number];
const filterOf = (s: Shown) => (s === 'all' ? {} : s === 'unclaimed' ? { status: 'issued' as const, held: false } : s === 'unused' ? { status: 'issued' as const, held: true } : { status: s });
const PAGE = 50;

/** A coupon by its code or id, and all of the kind that a person of this name has. */
function useFound(kind: string, q: string): { busy: boolean; error: Error | null; rows: CouponHeld[] } {
  const on = q !== '';
  const one = useApi('getCoupon', { coupon: q || '-' }, { enabled: on, keep: false });
  const own = useApi('personCoupons', { id: q || '-', kind, limit: 200 }, { enabled: on, keep: false });
  const rows = useMemo(() => {
    const found: CouponHeld[] = one.data && one.data.coupon.kind === kind ? [{ ...one.data.coupon, person: one.data.person }] : [];
    for (const c of own.data?.items ?? []) if (!found.some((x) => x.id === c.id)) found.push({ ...c, person: q });
    return found;
  }, [one.data, own.data, kind, q]);
  const hard = [one.error, own.error].find((e) => e && e.status !== 404) ?? null;
  return { busy: on && (one.isPending || own.isPending), error: rows.length ? null : hard, rows };
}

export function KindCoupons({ kind }: { kind: CouponKind }) {
  const t = useStrings(strings), f = useFormat(), role = useStrings(roleNames);
  const may = useCan('operator');
  const [s, set] = useUrlState({ show: p.oneOf(shown, 'all'), q: p.text(), coupon: p.maybe() });
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [revoking, revoke] = useState<readonly CouponHeld[] | null>(null);
  const list = useApiPages('listCoupons', { kind: kind.slug, ...filterOf(s.show), limit: PAGE }, { enabled: s.q === '', live: true });
  const found = useFound(kind.slug, s.q);
  const listed = useMemo(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const rows = s.q ? found.rows : listed;
  // A page may be empty and not be the last: rare states among many coupons.
  const searching = !s.q && listed.length === 0 && list.hasNextPage && !list.isError;
  const next = list.fetchNextPage, fetching = list.isFetchingNextPage;
  useEffect(() => { if (searching && !fetching) void next(); }, [searching, fetching, next]);
  const chosen = rows.filter((c) => picked.has(c.id));
  const wrong = chosen.some((c) => c.status !== 'issued' && c.status !== 'reserved');
  const open = (c: Coupon) => set({ coupon: c.id }, { push: true });
  const names: Record<Shown, string> = { all: t('all'), unclaimed: t('unclaimed'), unused: t('unused'), reserved: t('reserved'), redeemed: t('redeemed'), expired: t('expired'), revoked: t('revoked') };
  const columns: Column<CouponHeld>[] = [
    { id: 'code', title: t('code'), cell: (c) => <button type="button" className="coupon-open coupon-code" onClick={() => open(c)}>{c.code}</button> },
    { id: 'state', title: t('state'), cell: (c) => <CouponState coupon={c} /> },
    { id: 'person', title: t('person'), cell: (c) => (c.person ? <Link href={`/people/${encodeURIComponent(c.person)}`}>{c.person}</Link> : <span className="muted">{c.held ? t('erased') : t('nobody')}</span>) },
    { id: 'got', title: t('gotAt'), wide: true, cell: (c) => (c.held ? <Time v={c.claimed_at ?? c.issued_at} /> : '–') },
    { id: 'ends', title: t('ends'), wide: true, cell: (c) => (c.valid_until ? <Time v={lastMoment(c.valid_until)} as="day" /> : '–') },
    { id: 'order', title: t('order'), wide: true, cell: (c) => c.order ?? '–' },
    { id: 'discount', title: t('discount'), align: 'right', wide: true, cell: (c) => (c.discount ? f.money(c.discount) : '–') },
  ];
  return (
    <>
      <div className="form-row">
        <Segmented className="coupon-tabs" aria-label={t('state')} value={s.show} disabled={s.q !== ''} onChange={(v) => { setPicked(new Set()); set({ show: v }, { push: true }); }} options={shown.filter((x) => x !== 'unclaimed' || kind.counts.pool > 0 || s.show === x).map((x) => ({ value: x, label: names[x] }))} />
        <Input.Search className="coupons-search" allowClear aria-label={t('find')} placeholder={t('find')} defaultValue={s.q} onSearch={(q) => { setPicked(new Set()); set({ q: q.trim() }, { push: true }); }} />
      </div>
      {chosen.length > 0 && (
        <div className="coupon-picked" role="region" aria-label={t('picked', { n: chosen.length })}>
          <span>{t('picked', { n: chosen.length })}</span>
          <ActionButton size="small" danger reason={!may ? t('needRole', { role: role('operator') }) : wrong && t('onlyOpen')} onClick={() => revoke(chosen)}>{t('revoke')}…</ActionButton>
          <Button size="small" type="text" onClick={() => setPicked(new Set())}>{t('clearPick')}</Button>
        </div>
      )}
      {s.q ? (found.error ? <Problem error={found.error} /> : found.busy ? <Loading shape="table" /> : null)
        : list.isError && !list.data ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : !list.data || searching ? <Loading shape="table" /> : null}
      {!(s.q ? found.busy || found.error : !list.data || searching) && (
        <Card flush>
          {rows.length === 0 ? (s.q ? <EmptyState kind="narrow" title={t('noneFound', { q: s.q })} help={t('noneFoundHelp')} onClear={() => set({ q: '' })} />
            : s.show === 'all' ? <EmptyState kind="nothing" title={t('nothingYet')} help={t('nothingYetHelp')} /> : <EmptyState kind="narrow" title={t('noneHere')} onClear={() => set({ show: 'all' })} />)
            : <div className="coupons"><Table keys rows={rows} rowKey={(c) => c.id} label={t('list')} columns={columns} onOpen={open} {...(may ? { selected: picked, onSelect: setPicked } : {})}
              onMore={!s.q && list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage} /></div>}
          {!s.q && <NextPage list={list} />}
        </Card>
      )}
      {s.coupon !== null && <CouponDrawer key={s.coupon} id={s.coupon} onRevoke={(c) => revoke([c])} onClose={() => set({ coupon: null })} />}
      {revoking && <RevokeDialog coupons={revoking} onClose={() => revoke(null)} onDone={() => { revoke(null); setPicked(new Set()); }} />}
    </>
  );
}
