import { Button, Modal } from 'antd';
import { useApi } from '@/api/hooks';
import type { SegmentFull } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { ExpressionView } from '@/parts/text/ExpressionView';
import { DiffView } from '../tabs/DiffView';
import { strings } from '../strings';
import './Conflict.css';

/** Somebody else saved first: what they changed, and the choice. */
export function Conflict({ slug, base, mine, busy, onOverwrite, onTake, onClose }: { slug: string; base: number; mine: string; busy: boolean; onOverwrite: (theirs: SegmentFull) => void; onTake: (theirs: SegmentFull) => void; onClose: () => void }) {
  const t = useStrings(strings), f = useFormat();
  const theirs = useApi('getSegment', { slug }, { fresh: 0, live: false });
  const now = theirs.data && theirs.data.version > base && !theirs.isFetching ? theirs.data : undefined;
  const diff = useApi('diffSegment', { slug, a: base, b: now?.version ?? base }, { enabled: now !== undefined && base > 0, live: false });
  return (
    <Modal open title={t('conflict')} onCancel={onClose} width={640} destroyOnHidden
      footer={[
        <Button key="keep" onClick={onClose}>{t('keepEditing')}</Button>,
        <Button key="take" disabled={!now} onClick={() => now && onTake(now)}>{t('takeTheirs')}</Button>,
        <Button key="over" type="primary" danger disabled={!now} loading={busy} onClick={() => now && onOverwrite(now)}>{t('overwrite')}</Button>,
      ]}>
      {theirs.isError ? <Problem error={theirs.error} onRetry={() => void theirs.refetch()} /> : !now ? <Loading shape="text" /> : (
        <div className="conflict">
          <p>{t('conflictText', { who: now.author || '–', when: f.dateTime(now.updated_at), theirs: now.version, mine: base })}</p>
          <h3>{t('theirChange')}</h3>
          {diff.data ? <DiffView diff={diff.data} /> : diff.isError ? <ExpressionView expression={now.expression} sentence={now.sentence} /> : <Loading shape="text" />}
          <h3>{t('yourRule')}</h3>
          <ExpressionView expression={mine} />
        </div>
      )}
    </Modal>
  );
}
