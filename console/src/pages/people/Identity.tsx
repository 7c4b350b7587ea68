import { Alert, App, Button, Dropdown, Tag } from 'antd';
import { useState } from 'react';
import { useApi, useSend } from '@/api/hooks';
import type { Evidence, IdentityDetail, PersonIdentity } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { IdentityText, useTypeName } from '@/parts/identity/IdentityText';
import { classNames } from '@/parts/identity/strings';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { foldEvidence } from './evidence';
import { strings } from './identity.strings';
import { BlockDialog, FreezeDialog, MergeDialog, SplitDialog, touched } from './MoveDialogs';
import './Identity.css';

function State({ of }: { of: IdentityDetail }) {
  const t = useStrings(strings), f = useFormat(), c = useStrings(classNames);
  const d = of.device;
  return (
    <span className="identity-state">
      <span className="person-none">{c(of.class)}</span>
      {of.blocked && <Tag color="error">{t('blocked')}</Tag>}
      {d?.shared_until && <Tag color="warning">{t('shared', { day: f.dayOf(d.shared_until) })}</Tag>}
      {d && !d.shared_until && d.last_login && <Tag>{t(d.owned ? 'owned' : 'left')}</Tag>}
    </span>
  );
}

function Why({ evidence }: { evidence: Evidence[] }) {
  const t = useStrings(strings);
  if (evidence.length === 0) return <p className="person-none">{t('whyNone')}</p>;
  return (
    <ol className="evidence">
      {foldEvidence(evidence).map(({ of: e, more }) => (
        <li key={`${e.lsn}-${e.identity?.subject ?? ''}`}>
          <div className="evidence-head"><span className="num">{e.time ? <Time v={e.time} /> : t('noTime')}</span>{e.rule && <Tag>{e.rule}</Tag>}<strong>{t(e.cause)}</strong>{e.author && <span>{e.author}</span>}</div>
          <div className="evidence-body"><IdentityText of={e.identity} />
            {e.a && e.b && <span>{t.node('together', { a: <IdentityText key="a" of={e.a} />, b: <IdentityText key="b" of={e.b} /> })}</span>}
            {(e.event || e.source) && <span className="person-none">{e.event}{e.source && ` · ${t('source', { source: e.source })}`}</span>}
            {more > 0 && <span className="person-none">{t('same', { n: more })}</span>}</div>
        </li>
      ))}
    </ol>
  );
}

function Panel({ id, d }: { id: string; d: PersonIdentity }) {
  const t = useStrings(strings), f = useFormat(), name = useTypeName();
  const may = useCan('admin');
  const { message } = App.useApp();
  const [merging, setMerging] = useState(false), [splitting, setSplitting] = useState<IdentityDetail | null>(null), [blocking, setBlocking] = useState<IdentityDetail | null>(null), [freezing, setFreezing] = useState(false);
  const block = useSend('blockIdentity', touched), freeze = useSend('freezePerson', touched);
  const said = (close: () => void) => (done = true) => { close(); if (done) message.success(t('done')); };
  const reason = !may && t('needAdmin');
  const menu = (x: IdentityDetail) => ({
    items: [{ key: 'split', label: t('split'), disabled: d.total < 2 }, { key: 'block', label: t(x.blocked ? 'unblock' : 'block') }],
    onClick: ({ key }: { key: string }) => {
      if (key === 'split') setSplitting(x);
      else if (x.blocked) block.mutate({ id: `~${x.subject}`, blocked: false }, { onSuccess: () => message.success(t('done')) });
      else setBlocking(x);
    },
  });
  return (
    <div className="person-main">
      {d.frozen && <Alert type="warning" showIcon title={t('frozen')} description={t('frozenHelp')} />}
      <Card flush title={`${t('identities')} · ${f.count(d.total)}`} help={t('identitiesHelp')} extra={<>
        <ActionButton size="small" reason={reason} onClick={() => setMerging(true)}>{t('merge')}</ActionButton>
        <ActionButton size="small" reason={reason} loading={freeze.isPending} onClick={() => { if (d.frozen) freeze.mutate({ id, frozen: false }, { onSuccess: () => message.success(t('done')) }); else setFreezing(true); }}>{t(d.frozen ? 'unfreeze' : 'freeze')}</ActionButton></>}>
        <Table<IdentityDetail> label={t('identities')} rows={d.identities} rowKey={(r) => `${r.subject}-${r.type}`} foot={d.identities.length < d.total && t('more', { n: d.identities.length })} columns={[
          { id: 'identity', title: t('identity'), cell: (r) => <IdentityText of={r} /> },
          { id: 'kind', title: t('kind'), cell: (r) => <State of={r} /> },
          { id: 'joined', title: t('joined'), wide: true, cell: (r) => (r.joined_at ? <Time v={r.joined_at} /> : <span className="person-none">{t('always')}</span>) },
          { id: 'events', title: t('events'), align: 'right', cell: (r) => f.count(r.events), sort: (r) => r.events },
          { id: 'first', title: t('first'), wide: true, align: 'right', cell: (r) => <Time v={r.first_seen} as="day" /> },
          { id: 'last', title: t('last'), wide: true, align: 'right', cell: (r) => <Time v={r.last_seen} as="relative" /> },
          ...(may ? [{ id: 'act', title: t('actions'), align: 'right' as const, cell: (r: IdentityDetail) => <Dropdown menu={menu(r)} trigger={['click']}><Button size="small" type="text" aria-label={t('act', { what: `${name(r.type)} ${r.value}` })}>⋯</Button></Dropdown> }] : []),
        ]} />
      </Card>
      <Card title={t('why')} help={t('whyHelp')}><Why evidence={d.evidence} /></Card>
      {merging && <MergeDialog id={id} onClose={said(() => setMerging(false))} />}
      {splitting && <SplitDialog id={id} identity={splitting} onClose={said(() => setSplitting(null))} />}
      {blocking && <BlockDialog identity={blocking} onClose={said(() => setBlocking(null))} />}
      {freezing && <FreezeDialog id={id} onClose={said(() => setFreezing(false))} />}
    </div>
  );
}

/** What somebody is known as, why it is one person, and what an operator can do about it. */
export default function Identity({ id }: { id: string }) {
  const q = useApi('personIdentity', { id });
  return <Await query={q} shape="table">{(d) => <Panel id={id} d={d} />}</Await>;
}
