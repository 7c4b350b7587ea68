import { App, Button, Modal } from 'antd';
import { useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { isApiError } from '@/api/error';
import { useApi, useSend } from '@/api/hooks';
import type { SegmentRow } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { Await } from '@/parts/feedback/Await';
import { usePath } from '../usePath';
import { strings } from '../strings';

export interface Archive { archive: (rows: readonly SegmentRow[]) => void; restore: (s: SegmentRow) => void; showUses: (s: SegmentRow) => void; dialog: ReactNode }

const UNDO_SECONDS = 10;

/** Archiving is blocked while in use, with the users listed; else it can be undone for ten seconds, and later restored (rule 19). */
export function useArchive(): Archive {
  const t = useStrings(strings), pick = usePick();
  const { notification, message } = App.useApp();
  const [used, setUsed] = useState<SegmentRow | null>(null);
  const refresh = ['listSegments', 'vocabulary', 'getSegment'] as const;
  const away = useSend('archiveSegment', refresh), back = useSend('restoreSegment', refresh);
  const name = (s: SegmentRow) => pick(s.title) || s.slug;
  const failed = (s: SegmentRow) => (e: unknown) => { if (isApiError(e) && e.status === 409) setUsed(s); else message.error(isApiError(e) ? e.detail : String(e)); };
  const restore = (s: SegmentRow) => back.mutate({ slug: s.slug }, { onSuccess: () => void message.success(t('restoredNow', { title: name(s) })), onError: failed(s) });
  const archive = (rows: readonly SegmentRow[]) => {
    const blocked = rows.find((s) => s.used_by > 0);
    if (blocked) return setUsed(blocked);
    void Promise.allSettled(rows.map((s) => away.mutateAsync({ slug: s.slug }))).then((results) => {
      const done = rows.filter((_, i) => results[i]?.status === 'fulfilled');
      results.forEach((r, i) => { if (r.status === 'rejected') failed(rows[i] as SegmentRow)(r.reason); });
      if (done.length === 0) return;
      const key = `archive-${done.map((s) => s.slug).join('-')}`;
      notification.info({
        key, duration: UNDO_SECONDS, showProgress: true, pauseOnHover: true, title: done.length === 1 ? t('archivedNow', { title: name(done[0] as SegmentRow) }) : t('archivedMany', { n: done.length }), description: t('undoHint'),
        actions: <Button type="primary" size="small" onClick={() => { notification.destroy(key); done.forEach(restore); }}>{t('undo')}</Button>,
      });
    });
  };
  return { archive, restore, showUses: setUsed, dialog: used && <Uses row={used} onClose={() => setUsed(null)} /> };
}

function Uses({ row, onClose }: { row: SegmentRow; onClose: () => void }) {
  const t = useStrings(strings), c = useStrings(common), pick = usePick();
  const pathOf = usePath();
  const q = useApi('getSegment', { slug: row.slug }, { live: false });
  const kind = (k: string) => (k === 'segment' ? t('kindSegment') : k === 'classification' ? t('kindClassification') : k === 'question' ? t('kindQuestion') : k === 'board' ? t('kindBoard') : k);
  return (
    <Modal open title={t('inUse', { title: pick(row.title) || row.slug })} onCancel={onClose} destroyOnHidden footer={<Button onClick={onClose}>{c('close')}</Button>}>
      <p>{t('inUseHelp')}</p>
      <Await query={q} shape="text">
        {(d) => <ul className="uses">{d.used_by.map((u) => { const to = pathOf(u); const label = pick(u.title) || u.slug; return <li key={`${u.kind}/${u.slug}`}><span>{kind(u.kind)}</span>{to ? <Link href={to}>{label}</Link> : label}</li>; })}</ul>}
      </Await>
    </Modal>
  );
}
