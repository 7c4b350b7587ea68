import { Button, Input, Select, Tag } from 'antd';
import { useEffect, useMemo, useState } from 'react';
import { DownloadOutlined } from '@/theme/icons';
import { useApiPages } from '@/api/hooks';
import { useCan, useMe } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Page } from '@/parts/page/Page';
import { ActDialog } from '@/parts/points/ActDialog';
import { acts, type Act } from '@/parts/points/reach';
import { strings as words } from '@/parts/points/strings';
import { useCurrencies } from '@/parts/points/useCurrencies';
import { downloadCsv } from '@/parts/question/csv';
import type { PageProps } from '../index';
import { movement } from './movement';
import { PointsTabs } from './PointsTabs';
import { strings } from './strings';
import { TransactionsCard } from './TransactionsCard';

const kinds = ['earn', 'grant', 'spend', 'refund', 'reverse', 'clawback', 'transfer', 'freeze', 'unfreeze', 'adjust', 'expire', 'release'] as const;
const schema = { currency: p.text(), kind: p.oneOf(['', ...kinds], ''), actor: p.text(), reason: p.text(), ref: p.text(), from: p.text(), to: p.text(), txn: p.maybe() };

const isDay = (v: string): boolean => /^\d{4}-\d\d-\d\d$/.test(v);

/** Every transaction of the workspace: filtered, opened, exported, and made by hand. */
export default function LedgerPage(_: PageProps) {
  const t = useStrings(strings), w = useStrings(words), role = useStrings(roleNames), me = useMe();
  const may = useCan('operator');
  const [s, set] = useUrlState(schema);
  const currencies = useCurrencies();
  const [typed, type] = useState(s.ref);
  useEffect(() => type(s.ref), [s.ref]);
  const [act, setAct] = useState<Act | null>(null);
  const filters = useMemo(() => ({ ...(s.currency && { currency: s.currency }), ...(s.kind && { kind: s.kind }), ...(s.actor && { actor: s.actor }), ...(s.reason && { reason: s.reason }), ...(s.ref && { ref: s.ref }), ...(isDay(s.from) && { from: s.from }), ...(isDay(s.to) && { to: s.to }) }), [s.currency, s.kind, s.actor, s.reason, s.ref, s.from, s.to]);
  const list = useApiPages('listTransactions', { ...filters, limit: 50 }, { live: true });
  const rows = list.data?.pages.flatMap((x) => x.items) ?? [];
  // A number is a transaction first: what it is not, it may still be as an order's.
  const search = () => { const q = typed.trim(); if (/^#?\d{1,15}$/.test(q)) set({ txn: q.replace('#', ''), ref: q.startsWith('#') ? s.ref : q }, { push: true }); else set({ ref: q }, { push: true }); };
  const own = me.user?.id ?? '';
  const actors = [{ value: '', label: t('anyActor') }, { value: 'earn', label: t('byRules') }, { value: 'checkout', label: t('byOrders') }, ...(own ? [{ value: own, label: t('byMe') }] : []), ...(s.actor && !['earn', 'checkout', own].includes(s.actor) ? [{ value: s.actor, label: t('actorIs', { actor: s.actor }) }] : [])];
  const reason = !may ? t('needRole', { role: role('operator') }) : currencies.options.length === 0 ? t('someCurrencyFirst') : null;
  const csv = () => downloadCsv('ledger', [
    [t('txnNo'), t('at'), t('person'), t('kind'), t('currency'), t('amount'), t('balance'), t('returned'), t('reference'), t('reason'), t('who')],
    ...rows.map((r) => [String(r.txn), r.at, r.person?.id ?? '', w(`kind_${r.kind}`), r.currency, movement(r).v, r.balance, r.returned, r.ref, r.reason, r.actor_name ?? r.actor]),
  ]);
  return (
    <Page title={t('ledgerTitle')} lead={t('ledgerLead')}
      actions={<>
        <Button icon={<DownloadOutlined />} disabled={rows.length === 0} onClick={csv}>{t('csv')}</Button>
        {acts.map((a) => <ActionButton key={a} reason={reason} onClick={() => setAct(a)}>{w(`act_${a}`)}</ActionButton>)}
      </>}
      toolbar={<>
        <PointsTabs at="ledger" />
        <Input.Search className="points-search" value={typed} onChange={(e) => { type(e.target.value); if (e.target.value === '') set({ ref: '' }); }} onSearch={search} allowClear placeholder={t('searchLedger')} aria-label={t('searchLedger')} enterButton={t('search')} />
        <Select aria-label={t('currency')} value={s.currency} onChange={(v) => set({ currency: v })} popupMatchSelectWidth={false} options={[{ value: '', label: t('anyCurrency') }, ...currencies.options, ...(s.currency && !currencies.active(s.currency) ? [{ value: s.currency, label: s.currency }] : [])]} />
        <Select aria-label={t('kind')} value={s.kind} onChange={(v) => set({ kind: v })} popupMatchSelectWidth={false} style={{ minWidth: 112 }} options={[{ value: '', label: t('anyKind') }, ...kinds.map((k) => ({ value: k, label: w(`kind_${k}`) }))]} />
        <Select aria-label={t('who')} value={s.actor} onChange={(v) => set({ actor: v })} popupMatchSelectWidth={false} style={{ minWidth: 112 }} options={actors} />
        <span className="points-span"><Input type="date" aria-label={t('fromDay')} title={t('fromDay')} max={s.to || undefined} value={s.from} onChange={(e) => set({ from: e.target.value })} /><span aria-hidden="true">–</span><Input type="date" aria-label={t('toDay')} title={t('toDay')} min={s.from || undefined} value={s.to} onChange={(e) => set({ to: e.target.value })} /></span>
        {s.reason && <Tag closable onClose={() => set({ reason: '' })}>{t('reasonIs', { reason: s.reason })}</Tag>}
        {s.ref && <Tag closable onClose={() => set({ ref: '' })}>{t('refIs', { ref: s.ref })}</Tag>}
      </>}>
      <TransactionsCard list={list} txn={s.txn} onTxn={(txn) => set({ txn }, { push: txn !== null })} narrowed={Object.keys(filters).length > 0} onReason={(reason) => set({ reason })} onClear={() => { type(''); set({ currency: '', kind: '', actor: '', reason: '', ref: '', from: '', to: '' }); }} />
      {act && <ActDialog act={act} {...(s.currency && currencies.active(s.currency) ? { currency: s.currency } : {})} onClose={() => setAct(null)} />}
    </Page>
  );
}
