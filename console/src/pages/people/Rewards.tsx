import { Segmented, Select, Tag } from 'antd';
import { useMemo, useState } from 'react';
import { Link } from 'wouter';
import { useApi, useApiPages } from '@/api/hooks';
import type { AccountLine, Balance, PersonCoupon } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { JoinDialog } from '@/parts/members/JoinDialog';
import { MemberPanel } from '@/parts/members/MemberPanel';
import { useNames } from '@/parts/members/useNames';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { kindKey, signed } from './loyalty';
import { MallOrders } from './MallOrders';
import { Play } from './Play';
import { RewardActs } from './RewardActs';
import { strings } from './rewards.strings';

const couponStates = ['all', 'issued', 'reserved', 'redeemed', 'expired', 'revoked'] as const;
const schema = { currency: p.maybe(), coupons: p.oneOf(couponStates, 'all') };

/** What it was for; of the mall, its order. */
function Reason({ reason, reference }: { reason: string; reference: string }) {
  const t = useStrings(strings), order = /^mall:(\d+)$/.exec(reference)?.[1];
  return order ? <Link href={`/mall?tab=orders&order=${order}`}>{t('mallOrder', { n: order })}</Link> : <>{[reason, reference].filter(Boolean).join(' · ') || '–'}</>;
}

function Ledger({ id, balance }: { id: string; balance: Balance }) {
  const t = useStrings(strings), f = useFormat(), names = useNames();
  const list = useApiPages('personAccount', { id, currency: balance.currency, limit: 50 }, { live: true });
  const rows = useMemo(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const several = new Set(rows.map((r) => r.account)).size > 1;
  const buckets = { available: t('available'), pending: t('pendingB'), frozen: t('frozenB') };
  if (!list.data) return list.isError ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading shape="table" />;
  return (
    <>
      {several && <p className="person-none rewards-note">{t('several')}</p>}
      <Table<AccountLine> dense rows={rows} rowKey={(r) => String(r.n)} label={t('ledger', { name: names.currency(balance.currency) })} empty={<span className="person-none">{t('noLines')}</span>} columns={[
        { id: 'at', title: t('when'), cell: (r) => <Time v={r.at} /> },
        { id: 'what', title: t('what'), cell: (r) => <>{t(kindKey(r.kind) ?? 'what')}{r.bucket !== 'available' && <span className="person-since">{buckets[r.bucket]}</span>}</> },
        { id: 'change', title: t('change'), align: 'right', cell: (r) => signed(r.amount, f) }, { id: 'balance', title: t('balance'), align: 'right', cell: (r) => f.decimal(r.balance) },
        { id: 'why', title: t('why'), wide: true, cell: (r) => <Reason reason={r.reason} reference={r.ref} /> },
      ]} onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage} />
      <NextPage list={list} />
    </>
  );
}

function Points({ id }: { id: string }) {
  const t = useStrings(strings), f = useFormat(), names = useNames();
  const [s, set] = useUrlState(schema);
  const q = useApi('personAccounts', { id });
  const all = q.data?.items ?? [], chosen = all.find((b) => b.currency === s.currency) ?? all[0];
  return (
    <Card flush title={t('points')} extra={<>{all.length > 1 && <Select size="small" aria-label={t('currency')} value={chosen?.currency} onChange={(currency) => set({ currency })} options={all.map((b) => ({ value: b.currency, label: `${names.currency(b.currency)} ${f.decimal(b.available)}` }))} popupMatchSelectWidth={false} />}{all.length > 0 && <Link href={`/points/people/${encodeURIComponent(id)}`}>{t('account')}</Link>}<RewardActs id={id} what="points" /></>}>
      <Await query={q} shape="table">{() => (chosen ? <Ledger key={chosen.currency} id={id} balance={chosen} /> : <EmptyState kind="nothing" title={t('noLines')} />)}</Await>
    </Card>
  );
}

function Coupons({ id }: { id: string }) {
  const t = useStrings(strings), f = useFormat(), names = useNames();
  const [s, set] = useUrlState(schema);
  const list = useApiPages('personCoupons', { id, limit: 50, ...(s.coupons === 'all' ? {} : { status: s.coupons }) }, { live: true });
  const rows = useMemo(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const states = { issued: t('issuedS'), reserved: t('reserved'), redeemed: t('redeemed'), expired: t('expired'), revoked: t('revoked') };
  return (
    <Card flush title={t('coupons')} extra={<><Select size="small" aria-label={t('status')} value={s.coupons} onChange={(coupons) => set({ coupons })} options={couponStates.map((x) => ({ value: x, label: x === 'all' ? t('anyStatus') : states[x] }))} popupMatchSelectWidth={false} /><RewardActs id={id} what="coupons" /></>}>
      {!list.data ? (list.isError ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading shape="table" />) : <>
        <Table<PersonCoupon> dense rows={rows} rowKey={(r) => r.id} label={t('coupons')} empty={s.coupons === 'all' ? <span className="person-none">{t('noCoupons')}</span> : <EmptyState kind="narrow" title={t('noCoupons')} onClear={() => set({ coupons: 'all' })} />} columns={[
          { id: 'coupon', title: t('coupon'), cell: (r) => <>{names.coupon(r.kind)} <code className="person-none">{r.code}</code></> },
          { id: 'status', title: t('status'), cell: (r) => <Tag variant="filled" {...(r.status === 'issued' ? { color: 'success' } : {})}>{states[r.status]}</Tag> },
          { id: 'until', title: t('validUntil'), cell: (r) => (r.valid_until ? <Time v={r.valid_until} as="day" /> : t('forever')) },
          { id: 'got', title: t('got'), wide: true, cell: (r) => <Time v={r.claimed_at ?? r.issued_at} as="day" /> },
          { id: 'used', title: t('used'), wide: true, cell: (r) => (r.order ? <>{r.order}{r.discount && <span className="person-since">{t('discount', { n: f.money(r.discount) })}</span>}</> : '–') },
        ]} onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage} />
        <NextPage list={list} />
      </>}
    </Card>
  );
}

function Memberships({ id }: { id: string }) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick(), may = useCan('operator'), words = useVocabulary().data;
  const q = useApi('personMemberships', { id });
  const [chosen, choose] = useState<string | null>(null), [joining, setJoining] = useState<string | null>(null);
  const programme = useApi('getDocument', { kind: 'programme', slug: joining ?? '' }, { enabled: joining !== null, live: false });
  const all = q.data?.items ?? [], shown = all.find((m) => m.programme.slug === chosen) ?? all[0];
  const others = (words?.programmes ?? []).filter((x) => !all.some((m) => m.programme.slug === x.slug));
  return (
    <Card title={t('memberships')} extra={others.map((x) => <ActionButton key={x.slug} size="small" reason={!may && t('needRole', { role: role('operator') })} onClick={() => setJoining(x.slug)}>{t('joinIn', { name: pick(x.title) || x.slug })}</ActionButton>)}>
      <Await query={q} shape="table">{() => (
        <>
          {all.length > 1 && <Segmented className="rewards-pick" aria-label={t('memberships')} value={shown?.programme.slug ?? ''} onChange={choose} options={all.map((m) => ({ value: m.programme.slug, label: pick(m.programme.title) || m.programme.slug }))} />}
          {shown ? <MemberPanel key={shown.programme.slug} member={shown} id={id} /> : words && words.programmes.length === 0 ? <span className="person-none">{t('noProgrammes')} <Link href="/members">{t('makeProgramme')}</Link></span> : <span className="person-none">{t('noMember')}</span>}
        </>
      )}</Await>
      {joining !== null && programme.data && <JoinDialog slug={joining} doc={programme.data.document} id={id} onClose={() => setJoining(null)} onDone={() => { choose(joining); setJoining(null); }} />}
    </Card>
  );
}

/** Everything a person has and had: memberships, points with their ledger, coupons of every status, what is played for, what was ordered in the mall. */
export default function Rewards({ id }: { id: string }) {
  return <div className="person-main"><Memberships id={id} /><Points id={id} /><Coupons id={id} /><Play id={id} /><MallOrders id={id} /></div>;
}
