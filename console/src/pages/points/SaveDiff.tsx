import { Modal } from 'antd';
import { useEffect } from 'react';
import { useSend } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Warnings } from '@/parts/docs/Warnings';
import type { Doc } from './currency';
import { strings } from './strings';
import './points.css';

/** What a save would change, line by line, as the server sees it; what is wrong with it is said here already. */
export function SaveDiff({ kind, slug, document, busy, error, onSave, onClose }: { kind: string; slug: string; document: Doc; busy: boolean; error: unknown; onSave: () => void; onClose: () => void }) {
  const t = useStrings(strings), c = useStrings(common);
  const { mutate, data, error: wrong, isPending } = useSend('applyResources');
  const text = JSON.stringify({ kind, slug, ...document });
  useEffect(() => { mutate({ documents: text, dry: true }); }, [mutate, text]);
  const lines = (data?.changes[0]?.diff ?? '').split('\n').filter((l) => l !== '');
  const same = data !== undefined && data.changes[0]?.what === 'none';
  return (
    <Modal open title={t('diffTitle')} okText={t('save')} cancelText={c('cancel')} onCancel={onClose} onOk={onSave} confirmLoading={busy} okButtonProps={{ disabled: data === undefined || same }} width={640}>
      {isPending && <Loading shape="text" />}
      {wrong && <Problem inline error={wrong} />}
      {same ? <p>{t('diffSame')}</p> : data && <pre className="points-diff" tabIndex={0} aria-label={t('diffLabel')}>{lines.map((l, i) => <span key={i} className={l.startsWith('+') ? 'points-plus' : l.startsWith('-') ? 'points-minus' : ''}>{l.replace(/^-/, '−')}{'\n'}</span>)}</pre>}
      {data && <Warnings list={data.warnings} />}
      {error != null && <Problem inline error={error} />}
    </Modal>
  );
}
