import { Button, Tag } from 'antd';
import { useMemo } from 'react';
import type { Key } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { Table, type Column } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from '../strings';

const stateOf = (k: Key, now: number): 'revoked' | 'expired' | 'valid' => (k.revoked_at ? 'revoked' : k.expires_at && Date.parse(k.expires_at) < now ? 'expired' : 'valid');

export function KeyTable({ keys, onRevoke }: { keys: readonly Key[]; onRevoke: (k: Key) => void }) {
  const t = useStrings(strings);
  const columns = useMemo<Column<Key>[]>(() => {
    const now = Date.now();
    return [
      { id: 'title', title: t('keyTitle'), sort: (k) => k.title, cell: (k) => <><strong>{k.title}</strong> <code className="muted">{k.prefix}…</code></> },
      { id: 'scopes', title: t('scopes'), cell: (k) => k.scopes.map((s) => <Tag key={s} title={t(`scope_${s}`)}>{s}</Tag>) },
      { id: 'state', title: t('status'), cell: (k) => { const s = stateOf(k, now); return <Tag color={s === 'valid' ? 'success' : 'default'}>{t(s)}</Tag>; } },
      { id: 'used', title: t('lastUsed'), wide: true, sort: (k) => k.last_used_at, cell: (k) => (k.last_used_at ? <Time v={k.last_used_at} as="relative" /> : <span className="muted">{t('notUsed')}</span>) },
      { id: 'expires', title: t('expires'), wide: true, sort: (k) => k.expires_at, cell: (k) => (k.expires_at ? <Time v={k.expires_at} as="day" /> : <span className="muted">{t('never')}</span>) },
      { id: 'by', title: t('createdBy'), wide: true, cell: (k) => k.created_by },
      { id: 'actions', title: <span className="visually-hidden">{t('actions')}</span>, align: 'right', cell: (k) => (stateOf(k, now) === 'valid' ? <Button size="small" danger onClick={() => onRevoke(k)} aria-label={`${t('revoke')}: ${k.title}`}>{t('revoke')}</Button> : null) },
    ];
  }, [t, onRevoke]);
  return <Table rows={keys} columns={columns} rowKey={(k) => k.id} label={t('keys')} />;
}
