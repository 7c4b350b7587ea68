import { DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { App, Button } from 'antd';
import { Link, useLocation } from 'wouter';
import { isApiError } from '@/api/error';
import { useApi, useSend } from '@/api/hooks';
import type { Resource } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { strings } from './strings';

const UNDO_SECONDS = 10;
const refresh = ['listResources', 'listEvents', 'getEvent'] as const;

/** Which plans are in force. */
export default function PlansPage(_: PageProps) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const [, go] = useLocation();
  const may = useCan('operator');
  const { notification, message } = App.useApp();
  const q = useApi('listResources', { kind: 'tracking_plan' }, { keep: false });
  const away = useSend('archiveDocument', refresh), back = useSend('restoreDocument', refresh);
  const blocked = may ? null : t('needRole', { role: role('operator') });
  const name = (r: Resource) => pick(r.title) || r.slug;
  const failed = (e: unknown) => void message.error(isApiError(e) ? e.detail : String(e));
  const archive = (r: Resource) => away.mutate({ kind: 'tracking_plan', slug: r.slug }, {
    onError: failed,
    onSuccess: () => notification.info({ key: r.id, duration: UNDO_SECONDS, showProgress: true, title: t('archived', { title: name(r) }), actions: <Button type="primary" size="small" onClick={() => { notification.destroy(r.id); back.mutate({ kind: 'tracking_plan', slug: r.slug }, { onError: failed }); }}>{t('undo')}</Button> }),
  });
  const begin = <>
    <ActionButton reason={blocked} icon={<PlusOutlined />} onClick={() => go('/plans/new')}>{t('newPlan')}</ActionButton>
    <ActionButton type="primary" reason={blocked} onClick={() => go('/plans/new?add=*')}>{t('fromObserved')}</ActionButton>
  </>;
  return (
    <Page title={t('title')} lead={t('lead')} actions={begin}>
      <Await query={q} shape="table">
        {(d) => d.items.length === 0 ? <EmptyState kind="nothing" title={t('none')} help={t('noneHelp')} /> : (
          <Card flush>
            <Table keys rows={d.items} rowKey={(r) => r.slug} label={t('title')} onOpen={(r) => go(`/plans/${r.slug}`)} columns={[
              { id: 'name', title: t('name'), sort: name, cell: (r) => <Link href={`/plans/${encodeURIComponent(r.slug)}`}>{name(r)}</Link> },
              { id: 'id', title: t('id'), wide: true, cell: (r) => <code>{r.slug}</code> },
              { id: 'author', title: t('author'), wide: true, sort: (r) => r.author, cell: (r) => r.author },
              { id: 'version', title: t('version'), align: 'right', wide: true, cell: (r) => r.version },
              { id: 'updated', title: t('updated'), sort: (r) => r.updated_at, cell: (r) => <Time v={r.updated_at} as="relative" /> },
              { id: 'acts', title: '', label: t('archive'), align: 'right', cell: (r) => <ActionButton type="text" size="small" icon={<DeleteOutlined />} reason={blocked} aria-label={t('archiveOf', { title: name(r) })} onClick={() => archive(r)} /> },
            ]} />
          </Card>
        )}
      </Await>
    </Page>
  );
}
