import { DownloadOutlined, SaveOutlined } from '@/theme/icons';
import { App, Drawer } from 'antd';
import { useEffect, useMemo, useRef, useState } from 'react';
import { runOp, useApiPages } from '@/api/hooks';
import { isApiError } from '@/api/error';
import type { HookArgs } from '@/api/ops';
import { useCan, useWorkspace } from '@/hooks/workspace';
import { usePhone } from '@/hooks/useMedia';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import '@/parts/people/AudienceBody.css';
import { PeopleTable } from '@/parts/people/PeopleTable';
import { AsOf } from '@/parts/text/AsOf';
import { collect, type AskPage } from './collect';
import { downloadCsv } from './csv';
import { Freeze } from './Freeze';
import type { KindId } from './kind';
import { strings } from './strings';

/** Operations that answer with the people behind a number of a question. */
export type PeopleOp = `${KindId}People`;

export interface CellBodyProps { op: PeopleOp; question: object; cell: object; title: string; asOf: string; attempts: boolean; onClose: () => void }

/** Who is behind a number of a question, and what can be done with them. */
export default function CellBody({ op, question, cell, title, asOf, attempts, onClose }: CellBodyProps) {
  const t = useStrings(strings), role = useStrings(roleNames), f = useFormat(), pick = usePick();
  const { message } = App.useApp();
  const { slug } = useWorkspace();
  const phone = usePhone();
  const may = { save: useCan('operator'), list: useCan('analyst') };
  const [saving, setSaving] = useState(false);
  const [read, setRead] = useState<{ n: number; all: number } | null>(null);
  const args = useMemo(() => ({ question, cell, as_of: asOf }), [question, cell, asOf]);
  const list = useApiPages(op, { ...args, limit: 50 } as HookArgs<PeopleOp>);
  const rows = useMemo(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const head = list.data?.pages[0];
  const stop = useRef(new AbortController());
  useEffect(() => { const now = new AbortController(); stop.current = now; return () => now.abort(); }, []);
  const ask = (more: object): AskPage => (cursor, limit) => runOp(op, slug, { ...args, ...more, cursor, limit }, { signal: stop.current.signal });
  const needs = (need: 'operator' | 'analyst') => t('needRole', { role: role(need) });

  const everybody = (more: object = {}) => collect(ask(more), (n, all) => setRead({ n, all })).finally(() => setRead(null));
  const toFile = async () => {
    try {
      const { columns, rows: all } = await everybody({ export: true });
      downloadCsv(title || t('people'), [[t('personId'), t('name'), ...columns.map((c) => pick(c.title) || c.id)], ...all.map((r) => [r.id, r.name, ...r.values])]);
      message.success(t('exportDone', { n: all.length }));
    } catch (e) { if (!stop.current.signal.aborted) message.error(isApiError(e) ? e.detail : String(e)); }
  };

  // The drawer is not modal on wide screens, so nobody else moves the focus there; Escape is the drawer's own.
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => { const frame = requestAnimationFrame(() => top.current?.focus()); return () => cancelAnimationFrame(frame); }, []);

  return (
    <Drawer open getContainer={() => (document.fullscreenElement as HTMLElement | null) ?? document.body} onClose={onClose} size={phone ? '100%' : 420} title={title || t('people')} mask={phone} rootClassName="audience-root" styles={{ body: { padding: 0 } }}>
      <div className="audience" ref={top} tabIndex={-1}>
        {head && <div className="audience-count"><strong className="num">{t.node('nPeople', { n: f.count(head.total) })}</strong><AsOf at={head.as_of} lsn={head.lsn} />{attempts && <span>{t('what' in cell && cell.what === 'credit' ? 'creditNotPeople' : 'attemptsNotPeople')}</span>}</div>}
        <div className="audience-verbs">
          <ActionButton type="primary" icon={<SaveOutlined />} reason={!may.save ? needs('operator') : head?.total === 0 && t('freezeNobody')} onClick={() => setSaving(!saving)} aria-expanded={saving}>{t('saveSegment')}</ActionButton>
          <ActionButton icon={<DownloadOutlined />} reason={!may.list && needs('analyst')} loading={read !== null && !saving} onClick={() => void toFile()}>{t('exportList')}</ActionButton>
        </div>
        {read && <p className="muted" role="status">{t('reading', { n: read.n, all: read.all })}</p>}
        {saving && head && <Freeze total={head.total} suggested={title} everybody={everybody} onDone={() => setSaving(false)} />}
        {may.list && (
          <div className="audience-list">
            <div className="audience-bar"><span className="num">{head ? t('listOf', { shown: f.count(rows.length), total: f.count(head.total) }) : ''}</span></div>
            {head ? <><PeopleTable dense label={title || t('people')} columns={head.columns} rows={rows} only={['orders', 'revenue', 'last_seen']} onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage} /><NextPage list={list} /></>
              : list.isError ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : <Loading shape="table" />}
          </div>
        )}
      </div>
    </Drawer>
  );
}
