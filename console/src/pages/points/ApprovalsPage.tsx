import { App, Input, Segmented, Tag } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { CheckCircleOutlined } from '@/theme/icons';
import { useApi, useApiPages, useSend } from '@/api/hooks';
import type { Proposal } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { touched } from '@/parts/points/ActDialog';
import { Amount } from '@/parts/points/Amount';
import { sum } from '@/parts/points/exact';
import { useCurrencies } from '@/parts/points/useCurrencies';
import { accountHref, Actor } from '@/parts/points/who';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { PointsTabs } from './PointsTabs';
import { strings } from './strings';

const schema = { show: p.oneOf(['waiting', 'all'], 'waiting') };

/** The decision on one proposal: what it will do, a note, yes or no. */
function Decide({ x, how, onClose }: { x: Proposal; how: 'approve' | 'reject'; onClose: () => void }) {
  const t = useStrings(strings), { message } = App.useApp(), currencies = useCurrencies();
  const [note, setNote] = useState('');
  const approve = useSend('approveProposal', touched), reject = useSend('rejectProposal', touched);
  const send = how === 'approve' ? approve : reject;
  const account = useApi('personAccount', { id: x.person ?? '', currency: x.currency, limit: 1 }, { enabled: how === 'approve' && x.person !== null, fresh: 0 });
  const yes = () => send.mutate({ n: String(x.n), ...(note.trim() ? { note: note.trim() } : {}) }, { onSuccess: (r) => { void message.success(r.txn === null ? t('rejected') : t('approved', { n: r.txn })); onClose(); } });
  const effects = how === 'reject' ? [t('rejectEffect')] : [
    t.node('approveEffect', { name: <strong>{x.person ?? t('erased')}</strong>, currency: currencies.name(x.currency), amount: <strong><Amount v={x.amount} signed /></strong> }),
    ...(account.data ? [t.node('approveBalance', { before: <Amount v={account.data.available} />, after: <Amount v={sum(account.data.available, x.amount)} /> })] : []),
  ];
  return (
    <ConfirmReach open danger={how === 'reject'} title={t(how === 'approve' ? 'approveTitle' : 'rejectTitle')} consequences={[...effects, t('reasonIs', { reason: x.reason }), t('auditedBoth')]} confirm={t(how)} busy={send.isPending} error={send.error}
      holds={note} field={<Field label={t('note')}><Input value={note} maxLength={100} onChange={(e) => setNote(e.target.value)} /></Field>} onConfirm={yes} onCancel={onClose} />
  );
}

/** Adjustments that wait for somebody else, and those that were decided. */
export default function ApprovalsPage(_: PageProps) {
  const t = useStrings(strings), currencies = useCurrencies();
  const admin = useCan('admin');
  const [s, set] = useUrlState(schema);
  const list = useApiPages('listProposals', { ...(s.show === 'all' ? { all: true } : {}), limit: 50 }, { live: true });
  const rows = list.data?.pages.flatMap((x) => x.items) ?? [];
  const waiting = list.data?.pages[0]?.waiting ?? 0;
  const [deciding, decide] = useState<{ x: Proposal; how: 'approve' | 'reject' } | null>(null);
  const denied = admin ? null : t('needAdmin');
  return (
    <Page title={waiting > 0 ? `${t('approvalsTitle')} (${waiting})` : t('approvalsTitle')} lead={t('approvalsLead')}
      toolbar={<><PointsTabs at="approvals" /><Segmented aria-label={t('status')} value={s.show} onChange={(v) => set({ show: v as typeof s.show })} options={[{ value: 'waiting', label: t('waiting') }, { value: 'all', label: t('decided') }]} /></>}>
      {list.isPending && <Loading shape="table" />}
      {list.isError && !list.data && <Problem error={list.error} onRetry={() => void list.refetch()} />}
      {list.data && (rows.length === 0 ? <EmptyState kind="nothing" icon={<CheckCircleOutlined />} title={t(s.show === 'all' ? 'noneDecided' : 'noneWaiting')} help={t('noneWaitingHelp')} /> : (
        <Card flush>
          <Table<Proposal> rows={rows} rowKey={(x) => String(x.n)} label={t('approvalsTitle')} keys
            onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage}
            columns={[
              { id: 'at', title: t('at'), wide: true, className: 'points-when', cell: (x) => <Time v={x.at} /> },
              { id: 'person', title: t('person'), cell: (x) => (x.person === null ? <span className="muted">{t('erased')}</span> : <Link href={accountHref(x.person, x.currency)}>{x.person}</Link>) },
              { id: 'amount', title: t('amount'), align: 'right', cell: (x) => <strong><Amount v={x.amount} signed /></strong> },
              { id: 'currency', title: t('currency'), wide: true, cell: (x) => currencies.name(x.currency) },
              { id: 'reason', title: t('reason'), cell: (x) => <>{x.reason}<span className="points-why">{t.node('proposedBy', { who: <Actor actor={x.actor} name={x.actor_name} /> })}{x.ref && ` · ${x.ref}`}</span></> },
              ...(s.show === 'all' ? [{ id: 'status', title: t('status'), cell: (x: Proposal) => <><Tag variant="filled" color={x.status === 'approved' ? 'success' : x.status === 'rejected' ? 'default' : 'warning'}>{t(`status_${x.status}`)}</Tag>{x.decider && <span className="points-why"><Actor actor={x.decider} name={x.decider_name} />{x.note && ` · ${x.note}`}{x.txn !== null && <> · <Link href={`/points/ledger?txn=${x.txn}`}>{x.txn}</Link></>}</span>}</> }] : []),
              { id: 'acts', title: '', label: t('approve'), align: 'right', cell: (x) => (x.status !== 'waiting' ? null : <span className="points-acts points-acts-end">
                <ActionButton size="small" type="primary" reason={denied ?? (x.own ? t('ownProposal') : null)} onClick={() => decide({ x, how: 'approve' })}>{t('approve')}</ActionButton>
                <ActionButton size="small" reason={denied} onClick={() => decide({ x, how: 'reject' })}>{t('reject')}</ActionButton></span>) },
            ]} />
          <NextPage list={list} />
        </Card>
      ))}
      {deciding && <Decide key={deciding.x.n} {...deciding} onClose={() => decide(null)} />}
    </Page>
  );
}
