import { Button } from 'antd';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { lazy, Suspense, type ReactNode } from 'react';
import type { ApiError } from '@/api/error';
import type { AnswerOf } from '@/api/ops';
import type { TransactionRow } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Amount } from '@/parts/points/Amount';
import { sign } from '@/parts/points/exact';
import { strings as words } from '@/parts/points/strings';
import { useCurrencies } from '@/parts/points/useCurrencies';
import { Actor, Whom } from '@/parts/points/who';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';
import { movement } from './movement';

const TransactionDrawer = lazy(() => import('@/parts/points/TransactionDrawer'));

export interface TransactionsCardProps {
  title?: string; extra?: ReactNode; hideCurrency?: boolean;
  list: UseInfiniteQueryResult<InfiniteData<AnswerOf<'listTransactions'>>, ApiError>;
  txn: string | null; onTxn: (txn: string | null) => void;
  /** Only the first page. */
  short?: boolean;
  empty?: ReactNode; narrowed?: boolean; onClear?: () => void;
  /** A reason that is clicked narrows the list to it. */
  onReason?: (reason: string) => void;
}

/** Transactions as a table, and the one that is open beside it. */
export function TransactionsCard({ title, extra, hideCurrency, list, txn, onTxn, short, empty, narrowed, onClear, onReason }: TransactionsCardProps) {
  const t = useStrings(strings), w = useStrings(words), currencies = useCurrencies();
  const rows = list.data?.pages.flatMap((x) => x.items) ?? [];
  const unfound = rows.length === 0 && list.hasNextPage;
  return (
    <Card flush {...(title ? { title } : {})} extra={extra}>
      {list.isPending && <Loading shape="table" />}
      {list.isError && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && <Table<TransactionRow> rows={rows} rowKey={(r) => String(r.txn)} label={title ?? t('ledgerTitle')} keys dense onOpen={(r) => onTxn(String(r.txn))}
        empty={unfound ? <span className="points-empty-more">{t('lookFurther')}<Button size="small" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t('further')}</Button></span>
          : narrowed ? <EmptyState kind="narrow" title={t('ledgerNarrow')} {...(onClear ? { onClear } : {})} /> : empty ?? <EmptyState kind="nothing" title={t('ledgerEmpty')} help={t('ledgerEmptyHelp')} />}
        onMore={!short && !unfound && list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage}
        columns={[
          { id: 'at', title: t('at'), width: 150, cell: (r) => <Time v={r.at} /> },
          { id: 'person', title: t('person'), cell: (r) => <Whom person={r.person} currency={r.currency} /> },
          { id: 'kind', title: t('kind'), className: 'points-kindcell', cell: (r) => w(`kind_${r.kind}`) },
          { id: 'amount', title: t('amount'), align: 'right', cell: (r) => <Amount {...movement(r)} /> },
          ...(hideCurrency ? [] : [{ id: 'currency', title: t('currency'), wide: true, cell: (r: TransactionRow) => currencies.name(r.currency) }]),
          { id: 'balance', title: t('balance'), align: 'right', wide: true, cell: (r) => <Amount v={r.balance} /> },
          { id: 'returned', title: t('returned'), align: 'right', wide: true, cell: (r) => (sign(r.returned) === 0 ? <span className="muted">–</span> : <Amount v={r.returned} />) },
          { id: 'ref', title: t('reference'), wide: true, cell: (r) => r.ref || <span className="muted">–</span> },
          { id: 'who', title: t('who'), wide: true, cell: (r) => <><Actor actor={r.actor} name={r.actor_name} />{r.reason && (onReason ? <Button type="link" size="small" className="points-why" title={t('onlyReason')} onClick={(e) => { e.stopPropagation(); onReason(r.reason); }}>{r.reason}</Button> : <span className="points-why">{r.reason}</span>)}</> },
          { id: 'txn', title: t('txnNo'), align: 'right', wide: true, cell: (r) => r.txn },
        ]} />}
      <NextPage list={list} />
      <Suspense>{txn !== null && /^\d{1,18}$/.test(txn) && <TransactionDrawer key={txn} n={Number(txn)} onOpen={(n) => onTxn(String(n))} onClose={() => onTxn(null)} />}</Suspense>
    </Card>
  );
}
