import { App, Button, InputNumber, Modal, Progress, Segmented } from 'antd';
import { useRef, useState } from 'react';
import { useSend } from '@/api/hooks';
import { uploadFile } from '@/api/ops';
import type { CouponKind } from '@/api/types';
import { useWorkspace } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { Problem } from '@/parts/feedback/Problem';
import { useHeld } from '@/parts/leave/useHeld';
import { Field } from '@/parts/fields/Field';
import { showPanel } from '@/shell/ui';
import { strings } from '../strings';

const CODES_MAX = 10_000_000;

/** A pool of codes: new ones, or those of a file. */
export function CodesDialog({ kind, onClose }: { kind: CouponKind; onClose: () => void }) {
  const t = useStrings(strings), c = useStrings(common), pick = usePick(), f = useFormat();
  const { notification } = App.useApp();
  const { slug: workspace } = useWorkspace();
  const [from, setFrom] = useState<'new' | 'file'>('new');
  const [count, setCount] = useState<number | null>(1_000);
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState<number | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const input = useRef<HTMLInputElement>(null);
  const send = useSend('makeCouponPool', ['listJobs', 'listCouponBatches', 'getCouponKind', 'listCouponKinds']);
  const held = useHeld([count, file?.name], send.isPending || sent !== null), close = () => held.ask(onClose);
  const good = count !== null && Number.isInteger(count) && count >= 1 && count <= CODES_MAX;
  const ready = from === 'new' ? good : file !== null;
  const submit = async () => {
    if (!ready) return;
    setFailed(null);
    try {
      let what: { count: number } | { upload: string };
      if (from === 'file' && file) {
        setSent(0);
        what = { upload: (await uploadFile(workspace, file, setSent)).id };
      } else what = { count: count ?? 0 };
      const job = await send.mutateAsync({ kind: kind.slug, ...what });
      notification.success({ key: job.id, title: t('codesStarted'), actions: <Button type="link" size="small" onClick={() => { notification.destroy(job.id); showPanel('tasks'); }}>{t('tasks')}</Button> });
      onClose();
    } catch (e) { setFailed(e); }
    setSent(null);
  };
  return (
    <Modal open title={t('codesTitle', { title: pick(kind.title) || kind.slug })} onCancel={close} footer={null} destroyOnHidden>
      <form className="form" onSubmit={(e) => { e.preventDefault(); void submit(); }}>
        {kind.claim !== 'code' && <p className="coupon-warn" role="note">{t('notByCode')}</p>}
        <Segmented aria-label={t('makeCodes')} value={from} onChange={setFrom} options={[{ value: 'new', label: t('generate') }, { value: 'file', label: t('fromFile') }]} />
        {from === 'new'
          ? <Field label={t('codesCount')} help={t('codesHelp')} error={!good && t('countBad')}><InputNumber autoFocus value={count} min={1} max={CODES_MAX} precision={0} onChange={setCount} style={{ width: 180 }} /></Field>
          : (
            <div className="field">
              <span className="field-label">{t('file')}</span>
              <div className="form-row"><Button onClick={() => input.current?.click()}>{t('chooseFile')}</Button>{file && <span>{file.name} · {f.bytes(file.size)}</span>}</div>
              <input ref={input} type="file" hidden aria-label={t('chooseFile')} accept=".csv,.txt,text/plain,text/csv" onChange={(e) => setFile(e.target.files?.[0] ?? null)} />
              <span className="field-note">{t('fileHelp')}</span>
              {sent !== null && <Progress percent={Math.round(sent * 100)} size="small" aria-label={t('file')} />}
            </div>
          )}
        <ul className="coupon-notes"><li>{t('codesBudget')}</li><li>{t('codesSecret')}</li></ul>
        {failed !== null && <Problem inline error={failed} />}
        <div className="form-row form-end"><Button onClick={close}>{c('cancel')}</Button><Button type="primary" htmlType="submit" disabled={!ready} loading={send.isPending || sent !== null}>{t('makeGo')}</Button></div>
      </form>
      {held.dialog}
    </Modal>
  );
}
