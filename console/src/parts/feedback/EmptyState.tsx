import { DatabaseOutlined, FilterOutlined, LockOutlined } from '@/theme/icons';
import { Button } from 'antd';
import type { ReactNode } from 'react';
import type { Role } from '@/api/types';
import { roleNames } from '@/i18n/strings';
import { useStrings } from '@/i18n/lang';
import { Problem } from './Problem';
import { strings } from './strings';
import './EmptyState.css';

/** The four empties of rule 24: they look different because what to do about them differs. */
export type EmptyProps =
  | { kind: 'nothing'; title?: string; help?: ReactNode; action?: ReactNode; icon?: ReactNode }
  | { kind: 'narrow'; title?: string; help?: ReactNode; onClear?: () => void; action?: ReactNode }
  | { kind: 'forbidden'; need: Role; help?: ReactNode }
  | { kind: 'failed'; error: unknown; onRetry?: () => void };

export function EmptyState(props: EmptyProps) {
  const t = useStrings(strings);
  const role = useStrings(roleNames);
  if (props.kind === 'failed') return <Problem error={props.error} onRetry={props.onRetry} />;
  const icon = props.kind === 'nothing' ? props.icon ?? <DatabaseOutlined /> : props.kind === 'narrow' ? <FilterOutlined /> : <LockOutlined />;
  const title = props.kind === 'forbidden' ? t('noPermission') : props.title ?? t(props.kind === 'nothing' ? 'noData' : 'narrow');
  const help = props.kind === 'forbidden' ? props.help ?? t('noPermissionHelp', { role: role(props.need) }) : props.help;
  return (
    <div className="empty">
      <div className="empty-icon" aria-hidden="true">{icon}</div>
      <p className="empty-title">{title}</p>
      {help && <div className="empty-help">{help}</div>}
      {props.kind === 'narrow' && props.onClear && <Button onClick={props.onClear}>{t('clear')}</Button>}
      {props.kind !== 'forbidden' && props.action}
    </div>
  );
}
