import { App, Button, Input, Select } from 'antd';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { Link } from 'wouter';
import { CheckCircleOutlined } from '@/theme/icons';
import { useApi, useApiPages, useSend } from '@/api/hooks';
import type { DeadLetter } from '@/api/types';
import { useDebounced } from '@/hooks/useDebounced';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { protocolNames } from '@/parts/collect/protocols';
import { KeySelect, useKeyNames } from '@/parts/collect/useKeyNames';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { Reasons } from './Reasons';
import { sinceOf, spans } from './since';
import { strings } from './strings';
import { useReplayAll } from './useReplayAll';
import './DeadPage.css';

const LetterDrawer = lazy(() => import('./LetterDrawer'));
const TYPING_MS = 400;
const AGAIN_MS = 15_000; /* a letter is no event: nobody tells of it */
const LARGE = 1_000; /* letters: the number is typed before so many are discarded */
const schema = { key: p.text(), code: p.text(), event: p.text(), since: p.oneOf(spans, ''), letter: p.maybe() };

export default function DeadPage(_: PageProps) {
  const t = useStrings(strings), f = useFormat(), { message } = App.useApp(), may = useCan('operator'), { slug } = useWorkspace();
  const [s, set] = useUrlState(schema);
  const [event, type] = useState(s.event);
  useDebounced(event, TYPING_MS, (v) => set({ event: v.trim() }));
  useEffect(() => type((now) => (now.trim() === s.event ? now : s.event)), [s.event]);
  const keys = useKeyNames();
  const since = useMemo(() => sinceOf(s.since, Date.now()), [s.since]);
  const others = useMemo(() => ({ ...(s.key && { key: s.key }), ...(s.event && { event: s.event }), ...(since && { since }) }), [s.key, s.event, since]);
  const filters = useMemo(() => ({ ...others, ...(s.code && { code: s.code }) }), [others, s.code]);
  const reasons = useApi('listDeadReasons', others, { every: AGAIN_MS });
  const list = useApiPages('listDeadLetters', { ...filters, limit: 50 }, { live: true, every: AGAIN_MS });
  const rows = useMemo(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const head = list.data?.pages[0];
  const narrowed = Object.keys(filters).length > 0;
  const all = useReplayAll(slug);
  const discard = useSend('discardDeadLetters', ['listDeadLetters', 'listDeadReasons']);
  const [asking, ask] = useState<'replay' | 'discard' | null>(null);
  const [typed, setTyped] = useState('');
  const n = s.code ? reasons.data?.items.find((r) => r.code === s.code)?.letters ?? 0 : reasons.data?.letters ?? 0;
  const reason = may ? (all.run?.busy ? t('busy') : null) : t('needOperator');
  const clear = () => set({ key: '', code: '', event: '', since: '' });
  const what = [s.key && keys.name(s.key), s.code, s.event, s.since && t(`span_${s.since}`)].filter(Boolean).join(' · ');
  const scope = what ? t('filters', { what }) : t('everything');
  // What comes while somebody reads the question was not counted in it, and is not discarded.
  const newest = Math.max(0, ...(reasons.data?.items ?? []).map((r) => Date.parse(r.newest.received_at)));
  const large = asking === 'discard' && n > LARGE;
  const done = () => { discard.reset(); setTyped(''); ask(null); };
  const confirm = () => {
    if (asking === 'replay') { all.start(filters, n); done(); }
    else discard.mutate({ ...filters, until: new Date(newest + 1).toISOString() }, { onSuccess: (r) => { void message.success(t('nDiscarded', { n: r.discarded })); done(); } });
  };
  return (
    <Page title={t('title')} lead={t('lead')} actions={<Link href="/live"><Button>{t('live')}</Button></Link>}
      toolbar={<>
        <KeySelect keys={keys} value={s.key} onChange={(key) => set({ key })} />
        <Input allowClear value={event} onChange={(e) => type(e.target.value)} placeholder={t('event')} aria-label={t('event')} style={{ width: 220, maxWidth: '100%' }} />
        <Select aria-label={t('when')} value={s.since} onChange={(v) => set({ since: v })} popupMatchSelectWidth={false} style={{ minWidth: 128 }} options={spans.map((x) => ({ value: x, label: x === '' ? t('allTime') : t(`span_${x}`) }))} />
      </>}>
      <Await query={reasons} shape="table">{(r) => r.items.length === 0 ? (
        narrowed ? <EmptyState kind="narrow" title={t('narrow')} onClear={clear} /> : <EmptyState kind="nothing" icon={<CheckCircleOutlined />} title={t('none')} help={t('noneHelp')} action={<Link href="/live"><Button>{t('live')}</Button></Link>} />
      ) : (
        <div className="dead-stack">
          <Reasons list={r.items} chosen={s.code} onChoose={(code) => set({ code })} />
          <Card flush title={t('letters', { n })} extra={n > 0 && <>
            <ActionButton size="small" reason={reason} onClick={() => ask('replay')}>{t('replayAll', { n })}</ActionButton>
            <ActionButton size="small" danger reason={reason} onClick={() => ask('discard')}>{t('discardAll', { n })}</ActionButton></>}>
            {list.isError && !head && <Problem error={list.error} onRetry={() => void list.refetch()} />}
            <Table<DeadLetter> rows={rows} rowKey={(d) => String(d.id)} label={t('title')} keys dense onOpen={(d) => set({ letter: String(d.id) }, { push: true })}
              empty={head && <EmptyState kind="narrow" title={t('narrow')} onClear={clear} />}
              onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage}
              columns={[
                { id: 'received', title: t('received'), width: 168, className: 'dead-when', cell: (d) => <Time v={d.received_at} as="seconds" /> },
                { id: 'name', title: t('name'), cell: (d) => d.event || <span className="muted">{t('noName')}</span> },
                { id: 'problem', title: t('problem'), cell: (d) => <span className="dead-reason">{d.problem.detail}</span> },
                { id: 'key', title: t('key'), wide: true, cell: (d) => keys.name(d.key) },
                { id: 'client', title: t('client'), wide: true, cell: (d) => protocolNames[d.protocol] },
                { id: 'size', title: t('size'), align: 'right', wide: true, cell: (d) => f.bytes(d.bytes) },
              ]} />
            <NextPage list={list} />
          </Card>
        </div>
      )}</Await>
      {all.run && <div className="dead-run" role="status">
        {all.run.busy ? t('running', { done: all.run.taken + all.run.left, n: all.run.n, taken: all.run.taken, left: all.run.left }) : t('ran', { taken: all.run.taken, left: all.run.left })}
        {all.run.error != null && <Problem inline error={all.run.error} />}
        {all.run.busy ? <Button size="small" onClick={all.stop}>{t('stop')}</Button> : <Button type="link" size="small" onClick={all.close}>{t('close')}</Button>}
      </div>}
      {head && head.letters > 0 && <p className="dead-foot">{t('keptFor', { days: head.days, max: f.bytes(head.bytes_max), bytes: f.bytes(head.bytes) })}{head.dropped > 0 && ` ${t('dropped', { n: head.dropped })}`}</p>}
      <Suspense>{s.letter !== null && <LetterDrawer key={s.letter} id={s.letter} keys={keys} onClose={() => set({ letter: null })} />}</Suspense>
      <ConfirmReach open={asking !== null} danger={asking === 'discard'} title={t(asking === 'discard' ? 'discardAllTitle' : 'replayAllTitle', { n })} confirm={t(asking === 'discard' ? 'discardAll' : 'replayAll', { n })}
        busy={discard.isPending} error={discard.error} blocked={large && typed.replace(/[\s,，]/g, '') !== String(n)}
        field={large ? <Field label={t('typeCount', { n: f.count(n) })}><Input inputMode="numeric" autoComplete="off" value={typed} onChange={(e) => setTyped(e.target.value)} /></Field> : undefined}
        consequences={asking === 'discard' ? [scope, t('discardEffect')] : [scope, t('replayAllEffect'), t('replayAllStay'), t('replayAllAgain')]}
        onConfirm={confirm} onCancel={done} />
    </Page>
  );
}
