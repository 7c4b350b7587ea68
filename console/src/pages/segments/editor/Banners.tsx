import { Button } from 'antd';
import type { SegmentFull } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useSend } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { useFormat } from '@/i18n/useFormat';
import { strings } from '../strings';
import type { Draft } from './draft';

/** What one has to know before editing: a draft came back, the segment is archived, nothing can be saved. */
export function Banners({ saved, draft, dirty, onDrop }: { saved: SegmentFull | null; draft: Draft | null; dirty: boolean; onDrop: () => void }) {
  const t = useStrings(strings), role = useStrings(roleNames), f = useFormat();
  const may = useCan('operator');
  const restore = useSend('restoreSegment', ['listSegments', 'getSegment', 'vocabulary']);
  return (
    <>
      {draft && dirty && (
        <div className={saved && draft.base !== saved.version ? 'banner banner-warn' : 'banner'} role="status">
          <span>{t('draftFound', { when: f.dateTime(draft.at) })} {saved && draft.base !== saved.version && t('draftOld', { base: draft.base, now: saved.version })}</span>
          <Button size="small" onClick={onDrop}>{t('dropDraft')}</Button>
        </div>
      )}
      {saved?.status === 'archived' && (
        <div className="banner banner-warn" role="status"><span>{t('archivedNote')}</span>{may && <Button size="small" loading={restore.isPending} onClick={() => restore.mutate({ slug: saved.slug })}>{t('restore')}</Button>}</div>
      )}
      {!may && <div className="banner" role="status">{t('readOnly', { role: role('operator') })}</div>}
    </>
  );
}
