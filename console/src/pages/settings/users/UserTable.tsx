import { LinkOutlined, UserDeleteOutlined } from '@/theme/icons';
import { App, Select, Tag } from 'antd';
import { useMemo } from 'react';
import { useSend } from '@/api/hooks';
import type { LoginLink, Role, User } from '@/api/types';
import { atLeast, roles, useMe, useWorkspace } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Table, type Column } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from '../strings';
import { labelOf } from './label';
import './UserTable.css';

export function UserTable({ users, onLink, onRemove }: { users: readonly User[]; onLink: (u: User, l: LoginLink) => void; onRemove: (u: User) => void }) {
  const t = useStrings(strings), name = useStrings(roleNames);
  const me = useMe(), w = useWorkspace();
  const { message, notification } = App.useApp();
  const setRole = useSend('setUserRole', ['listUsers']);
  const makeLink = useSend('makeLoginLink');
  const failed = (e: Error) => notification.error({ title: e.message });

  const columns = useMemo<Column<User>[]>(() => {
    const here = (u: User) => u.grants.find((g) => g.workspace === w.slug);
    const server = (u: User) => u.grants.find((g) => g.workspace === '*');
    const roleOf = (u: User): Role => here(u)?.role ?? server(u)?.role ?? 'viewer';
    const locked = (u: User): string | false => u.id === me.user?.id ? t('yourself') : !here(u) ? t('serverWide') : !atLeast(w.role, roleOf(u)) ? t('higher') : false;
    const change = (u: User, role: Role) => setRole.mutate({ id: u.id, role }, { onSuccess: () => void message.success(t('roleChanged', { who: labelOf(u), role: name(role) })), onError: failed });
    return [
      { id: 'who', title: t('email'), sort: (u) => labelOf(u).toLowerCase(), cell: (u) => <div className="user-who"><span>{labelOf(u)} {u.id === me.user?.id && <Tag>{t('you')}</Tag>}{u.status === 'disabled' && <Tag color="error">{t('disabled')}</Tag>}</span>{u.name && <small>{u.email}</small>}</div> },
      { id: 'role', title: t('role'), sort: (u) => roles.indexOf(roleOf(u)), cell: (u) => (locked(u)
        ? <span title={locked(u) || undefined}>{name(roleOf(u))}{!here(u) && <small className="muted"> · {t('everywhere')}</small>}</span>
        : <Select className="user-role" size="small" aria-label={`${t('role')}: ${labelOf(u)}`} value={roleOf(u)} onChange={(r) => change(u, r)} options={roles.filter((r) => atLeast(w.role, r)).map((r) => ({ value: r, label: name(r) }))} />) },
      { id: 'login', title: t('lastLogin'), wide: true, sort: (u) => u.last_login_at, cell: (u) => (u.last_login_at ? <Time v={u.last_login_at} as="relative" /> : <span className="muted">{t('never')}</span>) },
      { id: 'actions', title: <span className="visually-hidden">{t('actions')}</span>, align: 'right', cell: (u) => {
        const why = locked(u);
        return (
          <span className="user-actions">
            <ActionButton type="text" size="small" icon={<LinkOutlined />} aria-label={`${t('makeLink')}: ${labelOf(u)}`} title={t('makeLink')} reason={u.id === me.user?.id ? false : why} onClick={() => makeLink.mutate({ id: u.id }, { onSuccess: (l) => onLink(u, l), onError: failed })} />
            <ActionButton type="text" size="small" danger={!why} icon={<UserDeleteOutlined />} aria-label={`${t('removeUser')}: ${labelOf(u)}`} title={t('removeUser')} reason={why} onClick={() => onRemove(u)} />
          </span>
        );
      } },
    ];
    // The mutations are stable in what they do; their state does not belong in the columns.
  }, [t, name, me.user?.id, w]);
  return <Table rows={users} columns={columns} rowKey={(u) => u.id} label={t('users')} />;
}
