import { CrownOutlined, DeleteOutlined, EditOutlined, PlusOutlined } from '@/theme/icons';
import { App, Button, Tag } from 'antd';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { isApiError } from '@/api/error';
import { useApi, useSend } from '@/api/hooks';
import type { Resource } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import type { PageProps } from '../index';
import { joinKind, type Doc } from './doc';
import { Numbers } from './Numbers';
import { strings } from './strings';
import { templates } from './templates';
import './members.css';

const UNDO_SECONDS = 10;

function Templates({ reason }: { reason: string | null }) {
  const t = useStrings(strings), pick = usePick();
  const [, go] = useLocation();
  return (
    <div className="prg-templates">
      {templates.map((x) => <Card key={x.id} title={pick(x.title)}><p>{pick(x.help)}</p><ActionButton {...(x.id === 'growth' ? { type: 'primary' as const } : {})} reason={reason} onClick={() => go(`/members/new?from=${x.id}`)}>{t('use')}</ActionButton></Card>)}
    </div>
  );
}

/** One programme: how many have which level, who came and went lately. */
function Programme({ of, reason, onArchive }: { of: Resource; reason: string | null; onArchive: () => void }) {
  const t = useStrings(strings), pick = usePick();
  const [, go] = useLocation();
  const q = useApi('getDocument', { kind: 'programme', slug: of.slug });
  const title = pick(of.title) || of.slug;
  return (
    <Card title={<span className="prg-name"><Link href={`/members/${encodeURIComponent(of.slug)}`}>{title}</Link>{q.data && <Tag variant="filled">{t(joinKind((q.data.document as Doc).join))}</Tag>}</span>}
      extra={<><ActionButton size="small" icon={<EditOutlined />} reason={reason} onClick={() => go(`/members/${of.slug}/edit`)}>{t('edit')}</ActionButton><ActionButton size="small" type="text" icon={<DeleteOutlined />} reason={reason} aria-label={t('archiveOf', { title })} onClick={onArchive} /></>}>
      <Await query={q} shape="chart">{(d) => <Numbers slug={of.slug} title={title} doc={d.document as Doc} />}</Await>
    </Card>
  );
}

export default function MembersPage(_: PageProps) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const { notification, message } = App.useApp();
  const may = useCan('operator');
  const [archiving, setArchiving] = useState<Resource | null>(null);
  const [adding, setAdding] = useState(false);
  const q = useApi('listResources', { kind: 'programme' }, { keep: false });
  const counts = useApi('countMembers', { slug: archiving?.slug ?? '' }, { enabled: archiving !== null, live: false });
  const away = useSend('archiveDocument', ['listResources', 'vocabulary']), back = useSend('restoreDocument', ['listResources', 'vocabulary']);
  const reason = may ? null : t('needRole', { role: role('operator') });
  const failed = (e: unknown) => void message.error(isApiError(e) ? e.detail : String(e));
  const name = (r: Resource) => pick(r.title) || r.slug;
  const archive = (r: Resource) => away.mutate({ kind: 'programme', slug: r.slug }, {
    onSuccess: () => {
      setArchiving(null);
      notification.info({ key: r.id, duration: UNDO_SECONDS, showProgress: true, title: t('archived', { title: name(r) }), actions: <Button type="primary" size="small" onClick={() => { notification.destroy(r.id); back.mutate({ kind: 'programme', slug: r.slug }, { onError: failed }); }}>{t('undo')}</Button> });
    },
  });
  const none = q.data?.items.length === 0;
  const active = (counts.data?.items ?? []).reduce((n, c) => n + (c.status === 'active' ? c.members : 0), 0);
  return (
    <Page title={t('title')} lead={t('lead')} actions={!none && <ActionButton type="primary" icon={<PlusOutlined />} reason={reason} onClick={() => setAdding(!adding)}>{t('newProgramme')}</ActionButton>}>
      <Await query={q} shape="cards">
        {(d) => d.items.length === 0
          ? <><EmptyState kind="nothing" icon={<CrownOutlined />} title={t('none')} help={t('noneHelp')} /><Templates reason={reason} /></>
          : <>{adding && <Templates reason={reason} />}<div className="prg-cards">{d.items.map((r) => <Programme key={r.slug} of={r} reason={reason} onArchive={() => setArchiving(r)} />)}</div></>}
      </Await>
      <ConfirmReach open={archiving !== null} danger title={t('archiveTitle', { title: archiving ? name(archiving) : '' })} confirm={t('archive')} busy={away.isPending} error={away.error} {...(counts.data ? { reach: { people: active, everyone: 0 } } : { blocked: true })}
        consequences={[t('archiveStays'), t('archiveUndo')]} onConfirm={() => archiving && archive(archiving)} onCancel={() => { away.reset(); setArchiving(null); }} />
    </Page>
  );
}
