import { Button, Drawer } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import type { LedgerEntry, Transaction } from '@/api/types';
import { usePhone } from '@/hooks/useMedia';
import { useCan } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { Table } from '@/parts/table/Table';
import { CopyText } from '@/parts/text/CopyText';
import { Time } from '@/parts/text/Time';
import { Amount } from './Amount';
import { sign } from './exact';
import { followingOf, leftOf, OfDialog, type Following } from './OfDialog';
import { strings } from './strings';
import { systemNames } from './systems';
import { useCurrencies } from './useCurrencies';
import { accountHref, Actor } from './who';
import './points.css';

type Part = [string, ReactNode];

function Facts({ x, onOpen }: { x: Transaction; onOpen: (txn: number) => void }) {
  const t = useStrings(strings), currencies = useCurrencies();
  const some = (v: string, label: string): Part[] => (sign(v) === 0 ? [] : [[label, <Amount key={label} v={v} />]]);
  const link = (n: number) => <Button key={n} type="link" size="small" className="points-link num" onClick={() => onOpen(n)}>{n}</Button>;
  const rule = x.actor === 'earn' && x.reason !== '';
  const rows: Part[] = [
    [t('person'), x.person === null ? <span className="muted">{t('erased')}</span> : <Link href={accountHref(x.person, x.currency)}>{x.name ?? x.person}</Link>],
    [t('at'), <Time key="at" v={x.at} as="seconds" />],
    [t('currency'), <Link key="c" href={`/points/currencies/${encodeURIComponent(x.currency)}`}>{currencies.name(x.currency)}</Link>],
    [t('amount'), <strong key="a"><Amount {...(sign(x.moved) === 0 ? { v: x.amount } : { v: x.moved, signed: true })} /></strong>],
    [t('balanceAfter'), <Amount key="b" v={x.balance} />],
    ...some(x.returned, t('returned')), ...some(x.other, t('other')), ...some(x.debt, t('debt')), ...some(x.shortfall, t('shortfall')), ...some(x.lapsed, t('lapsed')),
    [t('who'), <Actor key="w" actor={x.actor} name={x.actor_name} />],
    ...(x.approver ? [[t('approver'), <Actor key="ap" actor={x.approver} name={x.approver_name} />] as Part] : []),
    ...(rule ? [[t('rule'), <Link key="r" href={`/points/rules/${encodeURIComponent(x.reason)}`}>{x.reason}</Link>] as Part] : x.reason ? [[t('reason'), x.reason] as Part] : []),
    ...(x.ref ? [[t('ref'), <Link key="ref" href={`/points/ledger?ref=${encodeURIComponent(x.ref)}`}>{x.ref}</Link>] as Part] : []),
    ...(x.cause !== null ? [[t('cause'), <Link key="ca" href={`/points/why?lsn=${x.cause}`}>{t('causeWhy', { lsn: x.cause })}</Link>] as Part] : []),
    ...(x.of !== null ? [[t('ofTxn'), link(x.of)] as Part] : []),
    ...(x.followers.length > 0 ? [[t('followers'), <>{x.followers.map(link)}</>] as Part] : []),
    ...(x.key ? [[t('key'), <CopyText key="k" text={x.key} />] as Part] : []),
  ];
  return <dl className="points-facts">{rows.map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl>;
}

function Parts({ x, onOpen }: { x: Transaction; onOpen: (txn: number) => void }) {
  const t = useStrings(strings), systems = useStrings(systemNames);
  const whose = (e: LedgerEntry) => (e.system ? systems(e.system) : t('ownAccount', { n: e.account }));
  const open = (n: number) => (n === x.txn ? <span className="num">{n}</span> : <Button type="link" size="small" className="points-link num" onClick={() => onOpen(n)}>{n}</Button>);
  const until = (v: string | null) => (v === null ? t('never') : <Time v={v} />);
  return (<>
    <section><h3>{t('entries')} <span className="muted">{t('entriesHelp')}</span></h3>
      <Table dense rows={x.entries} rowKey={(e) => String(e.n)} label={t('entries')} columns={[
        { id: 'account', title: t('account'), cell: (e) => <>{whose(e)}{e.bucket !== 'available' && <span className="muted"> · {t(`bucket_${e.bucket}`)}</span>}</> },
        { id: 'amount', title: t('amount'), align: 'right', cell: (e) => <Amount v={e.amount} signed /> },
        { id: 'after', title: t('after'), align: 'right', cell: (e) => <Amount v={e.balance} /> },
      ]} />
    </section>
    {x.took.length > 0 && <section><h3>{t('took')}</h3>
      <Table dense rows={x.took} rowKey={(l, i) => `${l.lot}-${i}`} label={t('took')} columns={[
        { id: 'from', title: t('fromTxn'), cell: (l) => open(l.txn) },
        { id: 'amount', title: t('amount'), align: 'right', cell: (l) => <Amount v={l.amount} /> },
        { id: 'back', title: t('back'), align: 'right', cell: (l) => <Amount v={l.back} /> },
        { id: 'expires', title: t('expires'), cell: (l) => until(l.expires_at) },
      ]} />
    </section>}
    {x.made.length > 0 && <section><h3>{t('made')}</h3>
      <Table dense rows={x.made} rowKey={(l) => String(l.n)} label={t('made')} columns={[
        { id: 'granted', title: t('granted'), align: 'right', cell: (l) => <Amount v={l.granted} /> },
        { id: 'rest', title: t('rest'), align: 'right', cell: (l) => <Amount v={l.rest} /> },
        { id: 'ready', title: t('ready'), cell: (l) => (l.ready_at === null ? t('now') : <Time v={l.ready_at} />) },
        { id: 'expires', title: t('expires'), cell: (l) => until(l.expires_at) },
      ]} />
    </section>}
    {x.more && <p className="muted">{t('moreParts')}</p>}
  </>);
}

/** One transaction with everything that hangs on it; `onOpen` shows another one in its place. */
export default function TransactionDrawer({ n, onOpen, onClose }: { n: number; onOpen: (txn: number) => void; onClose: () => void }) {
  const t = useStrings(strings), phone = usePhone(), may = useCan('operator');
  const q = useApi('getTransaction', { n: String(n) }, { keep: false });
  const [what, act] = useState<Following | null>(null);
  const x = q.data;
  const none = x !== undefined && sign(leftOf(x)) === 0;
  return (
    <Drawer open size={phone ? '100%' : 520} title={<>{t('txn', { n })}{x && <span className="points-kind">{t(`kind_${x.kind}`)}</span>}</>} onClose={onClose} mask={phone}>
      <Await query={q} shape="text">{(d) => (
        <div className="points-drawer">
          <Facts x={d} onOpen={onOpen} />
          {followingOf(d.kind).length > 0 && <div className="points-acts">
            {followingOf(d.kind).map((k) => <ActionButton key={k} danger={k === 'clawback' || (k === 'reverse' && d.kind !== 'spend')} reason={!may ? t('needOperator') : none ? t('nothingLeft') : null} onClick={() => act(k)}>{t(k)}</ActionButton>)}
            {d.person !== null && <Link href={accountHref(d.person, d.currency)}><Button type="link">{t('history')}</Button></Link>}
          </div>}
          <Parts x={d} onOpen={onOpen} />
        </div>)}</Await>
      {what && x && <OfDialog of={x} what={what} onDone={(m) => { act(null); onOpen(m); }} onClose={() => act(null)} />}
    </Drawer>
  );
}
