import { Button } from 'antd';
import { Link } from 'wouter';
import { ThunderboltOutlined } from '@/theme/icons';
import { useApi } from '@/api/hooks';
import { useCan } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { CopyText } from '@/parts/text/CopyText';
import { curlFor } from './curl';
import { strings } from './strings';

/** Nothing came yet: how to send the first event, with a key that is there. */
export function FirstEvent() {
  const t = useStrings(strings), admin = useCan('admin');
  const keys = useApi('listWriteKeys', {}, { enabled: admin });
  const alive = keys.data?.items.filter((k) => k.revoked_at === null && k.scopes.includes('events')) ?? [];
  const shown = alive.find((k) => k.secrets[0]?.secret);
  const none = admin && keys.data !== undefined && alive.length === 0;
  if (admin && keys.isPending) return null;
  const curl = curlFor(window.location.origin, shown?.secrets[0]?.secret ?? 'WRITE_KEY', shown?.origins ?? []);
  return (
    <div className="live-empty">
      <EmptyState kind="nothing" icon={<ThunderboltOutlined />} title={t('nothingYet')} help={
        none ? t('needKey') : (
          <div className="live-first">
            <span>{t('waitingHere')} {t('tryCurl')}</span>
            <CopyText block text={curl} label={t('curl')} />
            <span className="muted">{shown ? t('withKey', { title: shown.title }) : t(admin ? 'serverKeyHelp' : 'yourKey')}</span>
          </div>
        )} action={admin && <div className="live-first-doors">{none ? <Link href="/settings/write-keys?new=1"><Button type="primary">{t('makeKey')}</Button></Link> : <Link href="/settings/write-keys"><Button>{t('manageKeys')}</Button></Link>}</div>} />
    </div>
  );
}
