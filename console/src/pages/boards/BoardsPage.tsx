import { DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { App, Button, Segmented } from 'antd';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { isApiError } from '@/api/error';
import { useApi, useSend } from '@/api/hooks';
import type { Resource } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import type { PageProps } from '@/pages';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Naming } from '@/parts/question/SaveQuestion';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';

const UNDO_SECONDS = 10;

/** What is kept: boards, and the questions that stand on them. */
export default function BoardsPage(_: PageProps) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const [, go] = useLocation();
  const may = useCan('operator');
  const [{ tab }, set] = useUrlState({ tab: p.oneOf(['boards', 'questions'], 'boards') });
  const [naming, setNaming] = useState(false);
  const { notification, message } = App.useApp();
  const kind = tab === 'boards' ? 'board' : 'question';
  const q = useApi('listResources', { kind }, { keep: false });
  const put = useSend('putDocument', ['listResources']);
  const away = useSend('archiveDocument', ['listResources']), back = useSend('restoreDocument', ['listResources']);
  const blocked = may ? null : t('needRole', { role: role('operator') });
  const name = (r: Resource) => pick(r.title) || r.slug;
  const failed = (e: unknown) => void message.error(isApiError(e) ? e.detail : String(e));
  const archive = (r: Resource) => away.mutate({ kind, slug: r.slug }, {
    onError: failed,
    onSuccess: () => notification.info({ key: r.id, duration: UNDO_SECONDS, showProgress: true, title: t('archived', { title: name(r) }), actions: <Button type="primary" size="small" onClick={() => { notification.destroy(r.id); back.mutate({ kind, slug: r.slug }, { onError: failed }); }}>{t('undo')}</Button> }),
  });
  const begin = <ActionButton type="primary" icon={<PlusOutlined />} reason={blocked} onClick={() => setNaming(true)}>{t('newBoard')}</ActionButton>;
  return (
    <Page title={t('title')} lead={t('lead')} actions={begin} toolbar={<Segmented aria-label={t('title')} value={tab} onChange={(v) => set({ tab: v as 'boards' | 'questions' }, { push: true })} options={[{ value: 'boards', label: t('boards') }, { value: 'questions', label: t('questions') }]} />}>
      <Await query={q} shape="table">
        {(d) => d.items.length === 0 ? <EmptyState kind="nothing" title={t(tab === 'boards' ? 'noBoards' : 'noQuestions')} help={t(tab === 'boards' ? 'noBoardsHelp' : 'noQuestionsHelp')} {...(tab === 'boards' ? { action: begin } : {})} /> : (
          <Card flush>
            <Table keys rows={d.items} rowKey={(r) => r.slug} label={t(tab)} onOpen={(r) => go(`/${tab}/${r.slug}`)} columns={[
              { id: 'name', title: t('name'), sort: name, cell: (r) => <Link href={`/${tab}/${encodeURIComponent(r.slug)}`}>{name(r)}</Link> },
              { id: 'id', title: t('id'), wide: true, cell: (r) => <code>{r.slug}</code> },
              { id: 'author', title: t('author'), wide: true, sort: (r) => r.author, cell: (r) => r.author },
              { id: 'version', title: t('version'), align: 'right', wide: true, cell: (r) => r.version },
              { id: 'updated', title: t('updated'), sort: (r) => r.updated_at, cell: (r) => <Time v={r.updated_at} as="relative" /> },
              { id: 'acts', title: '', label: t('archive'), align: 'right', cell: (r) => <ActionButton type="text" size="small" icon={<DeleteOutlined />} reason={blocked} aria-label={t('archiveOf', { title: name(r) })} onClick={() => archive(r)} /> },
            ]} />
          </Card>
        )}
      </Await>
      {naming && <Naming title={t('newBoard')} suggested="" busy={put.isPending} error={put.error} onClose={() => setNaming(false)}
        onSave={(slug, title) => put.mutate({ kind: 'board', slug, title: { zh: title, en: title }, tiles: [], $: { ifNew: true } } as never, { onSuccess: () => go(`/boards/${slug}?edit=1`) })} />}
    </Page>
  );
}
