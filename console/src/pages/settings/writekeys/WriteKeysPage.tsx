import { KeyOutlined, PlusOutlined } from '@/theme/icons';
import { App, Button, Switch } from 'antd';
import { lazy, Suspense, useMemo, useState } from 'react';
import { Link } from 'wouter';
import type { PageProps } from '@/pages';
import { useApi, useSend } from '@/api/hooks';
import type { WriteKey } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import type { KeyActs } from './KeyDrawer';
import type { Made } from './KeyForm';
import { KeyTable } from './KeyTable';
import { alive, anyUse } from './kinds';
import { strings } from './strings';
import './WriteKeys.css';

const KeyForm = lazy(() => import('./KeyForm'));
const KeyDrawer = lazy(() => import('./KeyDrawer'));
const RotateForm = lazy(() => import('./RotateForm'));
const MadeModal = lazy(() => import('./MadeModal'));

/** One thing at a time is open over the list. */
type Doing = { what: 'edit'; of: WriteKey | null } | { what: 'rotate' | 'revoke'; of: WriteKey } | { what: 'made' | 'rotated'; made: Made } | null;

export default function WriteKeysPage(_: PageProps) {
  const t = useStrings(strings), f = useFormat(), { message } = App.useApp();
  const [s, set] = useUrlState({ new: p.flag(), key: p.maybe(), revoked: p.flag() });
  const revoke = useSend('revokeWriteKey', ['listWriteKeys', 'listWriteKeyNames']);
  const [doing, doIt] = useState<Doing>(s.new ? { what: 'edit', of: null } : null);
  // Whoever is about to end a key sees what still comes with it.
  const keys = useApi('listWriteKeys', {}, { fresh: 0, every: doing?.what === 'revoke' ? 3000 : 0 });
  const close = () => { set({ new: false }); doIt(null); };
  const { refetch } = keys;
  const acts = useMemo<KeyActs>(() => ({
    edit: (of) => doIt({ what: 'edit', of }), rotate: (of) => doIt({ what: 'rotate', of }),
    revoke: (of) => { doIt({ what: 'revoke', of }); void refetch(); },
  }), [refetch]);
  const items = keys.data?.items ?? [], gone = items.filter((k) => !alive(k)).length;
  const opened = s.key === null ? undefined : items.find((k) => k.id === s.key);
  const leaving = doing?.what === 'revoke' ? items.find((k) => k.id === doing.of.id) ?? doing.of : null;
  const create = <Button type="primary" icon={<PlusOutlined />} onClick={() => doIt({ what: 'edit', of: null })}>{t('create')}</Button>;
  const sent = leaving && anyUse(leaving.last_24h)
    ? t('revokeSent', { n: leaving.last_24h.events + leaving.last_24h.rejected, taken: leaving.last_24h.events, rejected: leaving.last_24h.rejected, refused: leaving.last_24h.refused }) : t('revokeQuiet');
  return (
    <Page title={t('title')} lead={t('lead')} actions={<><Link href="/live"><Button>{t('live')}</Button></Link>{create}</>}
      toolbar={gone > 0 ? <label className="wkey-switch"><Switch size="small" checked={s.revoked} onChange={(revoked) => set({ revoked })} />{t('showRevoked', { n: gone })}</label> : undefined}>
      <Await query={keys} shape="table">
        {(d) => {
          const shown = d.items.filter((k) => s.revoked || alive(k));
          return <Card flush>{shown.length === 0 ? <EmptyState kind="nothing" icon={<KeyOutlined />} title={t('none')} help={t('noneHelp')} action={create} /> : <KeyTable keys={shown} acts={acts} onOpen={(k) => set({ key: k.id }, { push: true })} />}</Card>;
        }}
      </Await>
      <Suspense>
        {opened && <KeyDrawer of={opened} acts={acts} onClose={() => set({ key: null })} />}
        {doing?.what === 'edit' && <KeyForm of={doing.of} onClose={close} onSaved={() => { close(); void message.success(t('changed')); }} onMade={(made) => { set({ new: false }); doIt({ what: 'made', made }); }} />}
        {doing?.what === 'rotate' && <RotateForm of={doing.of} onClose={close} onDone={(made) => doIt({ what: 'rotated', made })} />}
        {(doing?.what === 'made' || doing?.what === 'rotated') && <MadeModal made={doing.made} rotated={doing.what === 'rotated'} onClose={close} />}
      </Suspense>
      <ConfirmReach open={leaving !== null} danger title={t('revokeTitle', { title: leaving?.title ?? '' })} confirm={t('revoke')} busy={revoke.isPending} error={revoke.error}
        consequences={[sent, ...(leaving?.last_event_at ? [t('revokeLast', { when: f.relative(leaving.last_event_at) })] : []), t('revokeEffect'), t('revokeStays')]}
        onConfirm={() => leaving && revoke.mutate({ id: leaving.id }, { onSuccess: () => { set({ key: null }); close(); } })} onCancel={() => { revoke.reset(); close(); }} />
    </Page>
  );
}
