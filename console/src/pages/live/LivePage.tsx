import { CaretRightOutlined, PauseOutlined } from '@/theme/icons';
import { Button, Input, Segmented, Tag } from 'antd';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { LiveMessage } from '@/api/types';
import { useHotkey } from '@/commands/registry';
import { useDebounced } from '@/hooks/useDebounced';
import { usePhone } from '@/hooks/useMedia';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { DeadBadge } from '@/parts/collect/DeadBadge';
import { protocolNames } from '@/parts/collect/protocols';
import { KeySelect, useKeyNames, type KeyNames } from '@/parts/collect/useKeyNames';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Table, type Column } from '@/parts/table/Table';
import type { PageProps } from '../index';
import { FirstEvent } from './FirstEvent';
import { Outcome } from './Outcome';
import { RateCard } from './RateCard';
import { idOf, ROWS_MAX } from './stream';
import { strings } from './strings';
import { useCollectLive } from './useCollectLive';
import './LivePage.css';

const MessageDrawer = lazy(() => import('./MessageDrawer'));
const TYPING_MS = 500;
const schema = { key: p.text(), id: p.text(), event: p.text(), outcome: p.oneOf(['', 'taken', 'rejected'], '') };

/** What a message without an event's name says: its type where the protocol has one. */
const typeOf = (m: LiveMessage): string => /"(?:type|op)"\s*:\s*"([\w$]{1,40})"/.exec(m.text)?.[1] ?? '';

function Name({ m }: { m: LiveMessage }) {
  const t = useStrings(strings);
  const stored = m.rows[0]?.event;
  if (m.outcome === 'refused') return <><span className="muted">{t('wholeRequest')}</span><code>{m.path}</code></>;
  return <>{m.event || <span className="muted">{m.outcome === 'taken' ? typeOf(m) || t('aboutPerson') : t('noName')}</span>}{stored && m.event && stored !== m.event && <small>→ {stored}</small>}</>;
}

function useColumns(keys: KeyNames): Column<LiveMessage>[] {
  const t = useStrings(strings), f = useFormat(), phone = usePhone();
  return useMemo(() => {
    const today = f.dayOf(new Date().toISOString());
    const time = (m: LiveMessage) => { const s = f.dateTime(m.at, true); return s.startsWith(today) ? s.slice(11) : s.slice(5); };
    const who = (m: LiveMessage) => m.ids.find((x) => x.type === 'user_id')?.value ?? m.ids[0]?.value;
    return [
      { id: 'time', title: t('time'), width: phone ? 76 : 104, className: 'live-time', cell: (m) => <time dateTime={m.at} className="num">{time(m)}</time> },
      { id: 'outcome', title: t('outcome'), wide: true, width: 96, cell: (m) => <Outcome of={m.outcome} /> },
      { id: 'name', title: t('name'), cell: (m) => <>
        <span className="live-name"><Name m={m} />{phone && m.outcome !== 'taken' && <Outcome of={m.outcome} />}{m.warnings.map((w) => <Tag key={w} color="warning" title={t(`${w}Help`)}>{t(w)}</Tag>)}{phone && <small className="live-who">{who(m)}</small>}</span>
        {m.problem && <span className="live-why">{m.problem.detail}</span>}
      </> },
      { id: 'who', title: t('whose'), wide: true, cell: (m) => <span className="live-who">{who(m) ?? t('nobody')}</span> },
      { id: 'key', title: t('key'), wide: true, cell: (m) => keys.name(m.key) },
      { id: 'client', title: t('client'), wide: true, cell: (m) => <span title={m.library}>{protocolNames[m.protocol]}</span> },
    ];
  }, [t, f, keys, phone]);
}

/** The first thing that somebody who connects a client looks at. */
export default function LivePage(_: PageProps) {
  const t = useStrings(strings), admin = useCan('admin'), { slug } = useWorkspace();
  const [s, set] = useUrlState(schema);
  const [typed, type] = useState({ id: s.id, event: s.event });
  useDebounced(typed, TYPING_MS, (v) => set({ id: v.id.trim(), event: v.event.trim() }));
  useEffect(() => type((now) => (now.id.trim() === s.id && now.event.trim() === s.event ? now : { id: s.id, event: s.event })), [s.id, s.event]);
  const [paused, pause] = useState(false);
  const [openId, open] = useState<LiveMessage | null>(null);
  const live = useCollectLive(slug, s, paused);
  const keys = useKeyNames(), columns = useColumns(keys);
  const narrowed = s.key !== '' || s.id !== '' || s.event !== '' || s.outcome !== '';
  const toggle = () => pause(!paused);
  useHotkey('p', t(paused ? 'resume' : 'pause'), toggle);
  const empty = narrowed ? <EmptyState kind="narrow" title={t('narrow')} help={t('narrowHelp')} onClear={() => set({ key: '', id: '', event: '', outcome: '' })} /> : <FirstEvent />;
  return (
    <Page title={t('title')} lead={t('lead')} status={<span className={`live-state live-${live.state}`} role="status">{t(`state_${live.state}`)}</span>}
      actions={<><DeadBadge label={(n) => t('dead', { n })} />{admin && <Link href="/settings/write-keys"><Button>{t('keys')}</Button></Link>}
        <Button type={paused ? 'primary' : 'default'} icon={paused ? <CaretRightOutlined /> : <PauseOutlined />} onClick={toggle}>{t(paused ? 'resume' : 'pause')}</Button></>}
      toolbar={<>
        <KeySelect keys={keys} value={s.key} onChange={(key) => set({ key })} />
        <Input allowClear value={typed.event} onChange={(e) => type({ ...typed, event: e.target.value })} placeholder={t('event')} aria-label={t('event')} style={{ width: 200, maxWidth: '100%' }} />
        <Input allowClear value={typed.id} onChange={(e) => type({ ...typed, id: e.target.value })} placeholder={t('who')} aria-label={t('who')} style={{ width: 200, maxWidth: '100%' }} />
        <Segmented aria-label={t('outcomes')} value={s.outcome} onChange={(v) => set({ outcome: v as typeof s.outcome })} options={[{ value: '', label: t('all') }, { value: 'taken', label: t('onlyTaken') }, { value: 'rejected', label: t('onlyRefused') }]} />
      </>}>
      <RateCard pulses={live.pulses} />
      <Card flush>
        {paused && <div className="live-waiting" role="status">{live.waiting > 0 ? t('waiting', { n: live.waiting }) : t('paused')}<Button type="link" size="small" onClick={toggle}>{t('resume')}</Button></div>}
        {live.rows.length === 0 ? empty : (
          <Table rows={live.rows} columns={columns} rowKey={idOf} label={t('messages')} dense keys onOpen={open} rowClass={(m) => (m.outcome === 'taken' ? undefined : 'live-row-bad')} />
        )}
      </Card>
      {live.rows.length > 0 && <p className="live-foot">{t('kept', { n: ROWS_MAX })} <Button type="link" size="small" onClick={live.clear}>{t('clear')}</Button></p>}
      <Suspense>{openId && <MessageDrawer m={openId} keys={keys} onClose={() => open(null)} />}</Suspense>
    </Page>
  );
}
