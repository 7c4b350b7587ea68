import { App, Button, Tag } from 'antd';
import { useMemo } from 'react';
import { useApi, useSend } from '@/api/hooks';
import type { Session } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Table, type Column } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { deviceOf } from './device';
import { strings } from './strings';

export function Sessions() {
  const t = useStrings(strings);
  const { message } = App.useApp();
  const sessions = useApi('listSessions', {});
  const revoke = useSend('revokeSession', ['listSessions']);
  const columns = useMemo<Column<Session>[]>(() => [
    { id: 'device', title: t('device'), cell: (s) => <span title={s.user_agent}>{deviceOf(s.user_agent) ?? t('unknownDevice')} {s.current && <Tag color="success">{t('thisOne')}</Tag>}</span> },
    { id: 'address', title: t('address'), wide: true, cell: (s) => <span className="num">{s.address}</span> },
    { id: 'seen', title: t('seen'), cell: (s) => <Time v={s.last_seen_at} as="relative" /> },
    { id: 'expires', title: t('expires'), wide: true, cell: (s) => <Time v={s.expires_at} /> },
    { id: 'end', title: <span className="visually-hidden">{t('actions')}</span>, align: 'right', cell: (s) => (s.current ? null : <Button size="small" danger loading={revoke.isPending && revoke.variables.id === s.id} onClick={() => revoke.mutate({ id: s.id }, { onSuccess: () => void message.success(t('ended')) })}>{t('end')}</Button>) },
  ], [t, revoke, message]);
  return <Await query={sessions} shape="table">{(d) => <Table rows={d.items} columns={columns} rowKey={(s) => s.id} label={t('sessions')} />}</Await>;
}
