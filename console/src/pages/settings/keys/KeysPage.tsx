import { KeyOutlined, PlusOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { PageProps } from '@/pages';
import { useApi, useSend } from '@/api/hooks';
import type { Key } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { strings } from '../strings';
import { KeyTable } from './KeyTable';

const KeyForm = lazy(() => import('./KeyForm'));
const SecretOnce = lazy(() => import('./SecretOnce'));

export default function KeysPage(_: PageProps) {
  const t = useStrings(strings), f = useFormat();
  const keys = useApi('listKeys', {});
  const revoke = useSend('revokeKey', ['listKeys']);
  const [making, make] = useState(false);
  const [secret, show] = useState<string | null>(null);
  const [ending, end] = useState<Key | null>(null);
  const create = <Button type="primary" icon={<PlusOutlined />} onClick={() => make(true)}>{t('newKey')}</Button>;
  return (
    <Page title={t('keys')} lead={t('keysLead')} actions={create}>
      <Await query={keys} shape="table">
        {(d) => <Card flush>{d.items.length === 0 ? <EmptyState kind="nothing" icon={<KeyOutlined />} title={t('noKeys')} help={t('noKeysHelp')} /> : <KeyTable keys={d.items} onRevoke={end} />}</Card>}
      </Await>
      <Suspense>
      {making && <KeyForm onClose={() => make(false)} onDone={(s) => { make(false); show(s); }} />}
      {secret && <SecretOnce secret={secret} onClose={() => show(null)} />}
      </Suspense>
      <ConfirmReach open={ending !== null} danger title={t('revokeTitle', { title: ending?.title ?? '' })} confirm={t('revoke')} busy={revoke.isPending} error={revoke.error}
        consequences={[t('revokeEffect'), t('revokeUsed', { when: ending?.last_used_at ? f.relative(ending.last_used_at) : t('notUsed') })]}
        onConfirm={() => ending && revoke.mutate({ id: ending.id }, { onSuccess: () => end(null) })} onCancel={() => { revoke.reset(); end(null); }} />
    </Page>
  );
}
