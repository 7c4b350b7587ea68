import { DownOutlined, RightOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { useMemo, useState } from 'react';
import type { AuditEntry } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { Table, type Column } from '@/parts/table/Table';
import { usePhone } from '@/hooks/useMedia';
import { Time } from '@/parts/text/Time';
import { strings } from '../strings';
import { actionTitle } from './actions';
import './AuditTable.css';

/* Resource and access entries have ids of their own; only together with the time are they one. */
const keyOf = (e: AuditEntry): string => `${e.at} ${e.action} ${e.id}`;

function Action({ code }: { code: string }) {
  const pick = usePick(), title = actionTitle(code);
  return title ? <span title={code}>{pick(title)}</span> : <code>{code}</code>;
}

export function AuditTable({ rows, onMore, busy }: { rows: readonly AuditEntry[]; onMore: (() => void) | undefined; busy: boolean }) {
  const t = useStrings(strings);
  const phone = usePhone();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const columns = useMemo<Column<AuditEntry>[]>(() => {
    const toggle = (key: string) => setOpen((s) => { const n = new Set(s); if (!n.delete(key)) n.add(key); return n; });
    const detail: Column<AuditEntry> = { id: 'detail', title: <span className="visually-hidden">{t('detail')}</span>, align: 'right', width: 40, cell: (e) => e.detail && Object.keys(e.detail).length > 0 ? <Button type="text" size="small" aria-expanded={open.has(keyOf(e))} aria-label={t(open.has(keyOf(e)) ? 'hideDetail' : 'showDetail')} icon={open.has(keyOf(e)) ? <DownOutlined /> : <RightOutlined />} onClick={() => toggle(keyOf(e))} /> : null };
    if (phone) return [
      { id: 'who', title: t('who'), cell: (e) => <div className="audit-pair"><span>{e.actor}</span><small><Time v={e.at} /></small></div> },
      { id: 'what', title: t('action'), cell: (e) => <div className="audit-pair"><Action code={e.action} /><small>{e.object}</small></div> },
      detail,
    ];
    return [
      { id: 'at', title: t('when'), width: 176, cell: (e) => <Time v={e.at} as="seconds" /> },
      { id: 'actor', title: t('who'), cell: (e) => <>{e.actor} <small className="muted">{t(`kind_${e.actor_kind}`)}</small></> },
      { id: 'action', title: t('action'), cell: (e) => <Action code={e.action} /> },
      { id: 'object', title: t('object'), cell: (e) => e.object || '–' },
      { id: 'address', title: t('address'), wide: true, cell: (e) => <span className="num">{e.address || '–'}</span> },
      detail,
    ];
  }, [t, open, phone]);
  return <Table dense keys rows={rows} columns={columns} rowKey={keyOf} label={t('audit')} onMore={onMore} moreBusy={busy} detail={(e) => (open.has(keyOf(e)) ? <pre className="audit-detail" tabIndex={0}>{JSON.stringify(e.detail, null, 2)}</pre> : null)} />;
}
