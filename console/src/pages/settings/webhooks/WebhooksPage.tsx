import { LinkOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Modal } from 'antd';
import { lazy, Suspense, useEffect, useMemo, useState } from 'react';
import type { PageProps } from '@/pages';
import { useApi, useSend } from '@/api/hooks';
import type { Webhook } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Table, type Column } from '@/parts/table/Table';
import { CopyText } from '@/parts/text/CopyText';
import { Time } from '@/parts/text/Time';
import type { HookActs } from './HookDrawer';
import { HookStatus } from './HookStatus';
import { strings } from './strings';
import './Webhooks.css';

const LOOK_MS = 5_000; /* deliveries are no events: nothing else tells that one went well */

const HookForm = lazy(() => import('./HookForm'));
const HookDrawer = lazy(() => import('./HookDrawer'));

/** One thing at a time is open over the list. */
type Doing = { what: 'edit'; of: Webhook | null } | { what: 'rotate' | 'archive'; of: Webhook } | { what: 'made'; secret: string } | null;

function SecretOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useStrings(strings);
  return (
    <Modal open zIndex={1100} title={t('secretTitle')} closable={false} mask={{ closable: false }} keyboard={false} footer={<Button type="primary" onClick={onClose}>{t('done')}</Button>}>
      <p>{t('secretOnce')}</p>
      <CopyText block text={secret} label={t('secretTitle')} />
    </Modal>
  );
}

export default function WebhooksPage(_: PageProps) {
  const t = useStrings(strings), f = useFormat(), title = usePick();
  const [s, set] = useUrlState({ webhook: p.maybe() });
  const hooks = useApi('listWebhooks', {}, { fresh: 0 });
  const { refetch } = hooks;
  useEffect(() => {
    const timer = setInterval(() => { if (!document.hidden) void refetch(); }, LOOK_MS);
    return () => clearInterval(timer);
  }, [refetch]);
  const [doing, doIt] = useState<Doing>(null);
  const rotate = useSend('newWebhookSecret', ['listWebhooks']), archive = useSend('archiveDocument', ['listWebhooks']);
  const { mutate: makeSecret } = rotate;
  const newSecret = useMemo(() => (slug: string) => makeSecret({ slug }, { onSuccess: (r) => doIt({ what: 'made', secret: r.secret }) }), [makeSecret]);
  const acts = useMemo<HookActs>(() => ({ edit: (of) => doIt({ what: 'edit', of }), secret: (of) => (of.secret_at ? doIt({ what: 'rotate', of }) : newSecret(of.slug)), archive: (of) => doIt({ what: 'archive', of }) }), [newSecret]);
  const columns = useMemo<Column<Webhook>[]>(() => [
    { id: 'title', title: t('name'), sort: (h) => title(h.title), cell: (h) => <span className="hook-name"><strong>{title(h.title)}</strong><span className="hook-url">{h.url}</span></span> },
    { id: 'status', title: t('status'), cell: (h) => <HookStatus of={h} /> },
    { id: 'delivered', title: t('delivered'), align: 'right', wide: true, sort: (h) => h.delivered, cell: (h) => f.count(h.delivered) },
    { id: 'dead', title: t('dead'), align: 'right', sort: (h) => h.dead, cell: (h) => (h.dead ? <span className="hook-bad">{f.count(h.dead)}</span> : 0) },
    { id: 'last', title: t('lastDelivered'), wide: true, sort: (h) => h.delivered_at, cell: (h) => (h.delivered_at ? <Time v={h.delivered_at} as="relative" /> : <span className="muted">{t('never')}</span>) },
  ], [t, f, title]);
  const items = hooks.data?.items ?? [], opened = s.webhook === null ? undefined : items.find((h) => h.slug === s.webhook);
  const create = <Button type="primary" icon={<PlusOutlined />} onClick={() => doIt({ what: 'edit', of: null })}>{t('create')}</Button>;
  const saved = (slug: string, made: boolean) => { doIt(null); if (made) { set({ webhook: slug }, { push: true }); newSecret(slug); } };
  const asked = doing?.what === 'rotate' || doing?.what === 'archive' ? doing : null;
  const close = () => { rotate.reset(); archive.reset(); doIt(null); };
  return (
    <Page title={t('title')} lead={t('lead')} actions={create}>
      <Await query={hooks} shape="table">
        {(d) => <Card flush>{d.items.length === 0 ? <EmptyState kind="nothing" icon={<LinkOutlined />} title={t('none')} help={t('noneHelp')} action={create} /> : <Table rows={d.items} columns={columns} rowKey={(h) => h.slug} label={t('title')} keys onOpen={(h) => set({ webhook: h.slug }, { push: true })} />}</Card>}
      </Await>
      <Suspense>
        {opened && <HookDrawer of={opened} acts={acts} onClose={() => set({ webhook: null })} />}
        {doing?.what === 'edit' && <HookForm of={doing.of} onSaved={saved} onClose={close} />}
      </Suspense>
      {doing?.what === 'made' && <SecretOnce secret={doing.secret} onClose={close} />}
      <ConfirmReach open={asked !== null} danger={asked?.what === 'archive'} title={t(asked?.what === 'archive' ? 'archiveTitle' : 'rotateTitle', { title: asked ? title(asked.of.title) : '' })} confirm={t(asked?.what === 'archive' ? 'archive' : 'rotate')}
        busy={rotate.isPending || archive.isPending} error={rotate.error ?? archive.error} consequences={[t(asked?.what === 'archive' ? 'archiveEffect' : 'rotateEffect')]}
        onConfirm={() => asked && (asked.what === 'archive' ? archive.mutate({ kind: 'webhook', slug: asked.of.slug }, { onSuccess: () => { set({ webhook: null }); close(); } }) : newSecret(asked.of.slug))} onCancel={close} />
    </Page>
  );
}
