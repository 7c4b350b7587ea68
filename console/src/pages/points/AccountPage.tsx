import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { DownloadOutlined } from '@/theme/icons';
import { useApi, useApiPages } from '@/api/hooks';
import type { LedgerEntry } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { NextPage } from '@/parts/feedback/NextPage';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { ActDialog } from '@/parts/points/ActDialog';
import { Amount } from '@/parts/points/Amount';
import { sign } from '@/parts/points/exact';
import { acts, type Act } from '@/parts/points/reach';
import { strings as words } from '@/parts/points/strings';
import { useCurrencies } from '@/parts/points/useCurrencies';
import { Actor } from '@/parts/points/who';
import { downloadCsv } from '@/parts/question/csv';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { strings } from './strings';
import './points.css';

const TransactionDrawer = lazy(() => import('@/parts/points/TransactionDrawer'));
const schema = { currency: p.text(), txn: p.maybe() };

/** What one person has, lot by lot, and every movement with the balance after it. */
export default function AccountPage({ params }: PageProps) {
  const t = useStrings(strings), w = useStrings(words), f = useFormat(), role = useStrings(roleNames);
  const may = useCan('operator'), id = params.id ?? '';
  const [s, set] = useUrlState(schema);
  const currencies = useCurrencies();
  const person = useApi('getPerson', { id });
  const accounts = useApi('personAccounts', { id });
  const has = accounts.data?.items ?? [];
  const currency = s.currency || has[0]?.currency || currencies.options[0]?.value || '';
  const pages = useApiPages('personAccount', { id, currency, limit: 50 }, { enabled: currency !== '', live: true });
  const account = pages.data?.pages[0];
  const lines = pages.data?.pages.flatMap((x) => x.items) ?? [];
  const [act, setAct] = useState<Act | null>(null);
  const name = person.data?.name ?? id;
  const reason = !may ? t('needRole', { role: role('operator') }) : currency === '' ? t('someCurrencyFirst') : null;
  // Currencies with nothing in them are offered too: that is where the first grant goes.
  const shown = [...has, ...currencies.options.filter((o) => !has.some((h) => h.currency === o.value)).map((o) => ({ currency: o.value, available: '0', pending: '0', frozen: '0', expiring: '0', expires_at: null }))];
  const several = new Set(lines.map((x) => x.account)).size > 1;
  const csv = () => downloadCsv(`points-${id}`, [
    [t('txnNo'), t('at'), t('kind'), t('bucket'), t('amount'), t('balance'), t('accountNo'), t('reference'), t('reason'), t('who')],
    ...lines.map((x) => [String(x.txn), x.at, w(`kind_${x.kind}`), w(`bucket_${x.bucket}`), x.amount, x.balance, String(x.account), x.ref, x.reason, x.actor_name ?? x.actor]),
  ]);
  const when = (v: string | null) => (v === null ? t('never') : <Time v={v} />);
  return (
    <Page back="/points/ledger" title={t('accountTitle', { name })}
      actions={<>
        <Link href={`/people/${encodeURIComponent(id)}`}><Button>{t('profile')}</Button></Link>
        {acts.map((a) => <ActionButton key={a} {...(a === 'grant' ? { type: 'primary' as const } : {})} reason={reason} onClick={() => setAct(a)}>{w(`act_${a}`)}</ActionButton>)}
      </>}>
      <Await query={accounts} shape="cards">{() => (shown.length === 0 ? <EmptyState kind="nothing" title={t('noAccounts')} /> : (
        <div className="points-balances" role="group" aria-label={t('whatTheyHave')}>
          {shown.map((b) => (
            <button key={b.currency} type="button" className="points-balance" aria-pressed={b.currency === currency} onClick={() => set({ currency: b.currency })}>
              <span className="points-of-currency">{currencies.name(b.currency)}</span>
              <b><Amount v={b.available} /></b>
              <small>{[sign(b.pending) !== 0 && `${w('bucket_pending')} ${f.decimal(b.pending)}`, sign(b.frozen) !== 0 && `${w('bucket_frozen')} ${f.decimal(b.frozen)}`].filter(Boolean).join(' · ')}</small>
              {b.expires_at !== null && <small>{t('expiring', { n: f.decimal(b.expiring), at: f.dateTime(b.expires_at) })}</small>}
            </button>
          ))}
        </div>
      ))}</Await>
      {currency !== '' && account && account.lots.length > 0 && <Card flush title={t('lots')} help={t('lotsHelp')}>
        <Table dense rows={account.lots} rowKey={(l) => String(l.n)} label={t('lots')} maxHeight={320} onOpen={(l) => set({ txn: String(l.txn) }, { push: true })} columns={[
          { id: 'txn', title: t('txnNo'), cell: (l) => l.txn },
          { id: 'granted', title: t('lotGranted'), align: 'right', wide: true, cell: (l) => <Amount v={l.granted} /> },
          { id: 'rest', title: t('lotRest'), align: 'right', cell: (l) => <Amount v={l.rest} /> },
          { id: 'held', title: t('lotHeld'), align: 'right', wide: true, cell: (l) => (sign(l.held) === 0 ? <span className="muted">–</span> : <Amount v={l.held} />) },
          { id: 'ready', title: t('lotReady'), cell: (l) => (l.ready_at === null ? t('ready') : <Time v={l.ready_at} />) },
          { id: 'expires', title: t('lotExpires'), cell: (l) => when(l.expires_at) },
        ]} />
      </Card>}
      {currency !== '' && <Card flush title={t('history')} help={several ? t('historyHelp') : undefined} extra={<Button size="small" icon={<DownloadOutlined />} disabled={lines.length === 0} onClick={csv}>{t('csv')}</Button>}>
        <Table<LedgerEntry> dense keys rows={lines} rowKey={(x) => String(x.n)} label={t('history')} onOpen={(x) => set({ txn: String(x.txn) }, { push: true })}
          empty={pages.isSuccess ? <EmptyState kind="nothing" title={t('noHistory')} /> : undefined}
          onMore={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined} moreBusy={pages.isFetchingNextPage}
          columns={[
            { id: 'at', title: t('at'), width: 150, cell: (x) => <Time v={x.at} /> },
            { id: 'kind', title: t('kind'), cell: (x) => <>{w(`kind_${x.kind}`)}{x.bucket !== 'available' && <span className="muted"> · {w(`bucket_${x.bucket}`)}</span>}</> },
            { id: 'amount', title: t('amount'), align: 'right', cell: (x) => <Amount v={x.amount} signed /> },
            { id: 'balance', title: t('balance'), align: 'right', cell: (x) => <Amount v={x.balance} /> },
            ...(several ? [{ id: 'account', title: t('accountNo'), align: 'right' as const, wide: true, cell: (x: LedgerEntry) => x.account }] : []),
            { id: 'ref', title: t('reference'), wide: true, cell: (x) => x.ref || <span className="muted">–</span> },
            { id: 'who', title: t('who'), wide: true, cell: (x) => <><Actor actor={x.actor} name={x.actor_name} />{x.reason && <span className="points-why">{x.reason}</span>}</> },
            { id: 'txn', title: t('txnNo'), align: 'right', wide: true, cell: (x) => x.txn },
          ]} />
        <NextPage list={pages} />
      </Card>}
      <Suspense>{s.txn !== null && /^\d{1,18}$/.test(s.txn) && <TransactionDrawer key={s.txn} n={Number(s.txn)} onOpen={(n) => set({ txn: String(n) }, { push: true })} onClose={() => set({ txn: null })} />}</Suspense>
      {act && <ActDialog act={act} person={{ id, label: name }} currency={currency} onClose={() => setAct(null)} />}
    </Page>
  );
}
