import { App, AutoComplete, Button, Progress } from 'antd';
import { useRef, useState } from 'react';
import { useSend } from '@/api/hooks';
import { uploadFile } from '@/api/ops';
import { useWorkspace } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { showPanel } from '@/shell/ui';
import { strings } from './strings';

/** A file of codes into a pool, which is made by its first import. */
export function ImportDialog({ pool, pools, onClose }: { pool: string; pools: string[]; onClose: () => void }) {
  const t = useStrings(strings), f = useFormat();
  const { notification } = App.useApp();
  const { slug: workspace } = useWorkspace();
  const [slug, setSlug] = useState(pool);
  const [file, setFile] = useState<File | null>(null);
  const [sent, setSent] = useState<number | null>(null);
  const [failed, setFailed] = useState<unknown>(null);
  const input = useRef<HTMLInputElement>(null);
  const send = useSend('importMallCodes', ['listJobs', 'listMallPools', 'getMallPool']);
  const submit = async () => {
    if (!file || !slug) return;
    setFailed(null);
    try {
      setSent(0);
      const upload = (await uploadFile(workspace, file, setSent)).id;
      const job = await send.mutateAsync({ slug, upload });
      notification.success({ key: job.id, title: t('importStarted'), actions: <Button type="link" size="small" onClick={() => { notification.destroy(job.id); showPanel('tasks'); }}>{t('tasks')}</Button> });
      onClose();
    } catch (e) { setFailed(e); }
    setSent(null);
  };
  return (
    <FormModal holds={[slug, file?.name]} title={t('importInto')} submit={t('importGo')} busy={send.isPending || sent !== null} error={failed} onClose={onClose} onSubmit={() => void submit()}>
      <Field label={t('pool')} help={t('poolHelp')}><AutoComplete value={slug} options={pools.map((value) => ({ value }))} onChange={(v: string) => setSlug(v.trim())} /></Field>
      <div className="field">
        <span className="field-label">{t('file')}</span>
        <div className="form-row"><Button onClick={() => input.current?.click()}>{t('chooseFile')}</Button>{file && <span>{file.name} · {f.bytes(file.size)}</span>}</div>
        <input ref={input} type="file" hidden aria-label={t('chooseFile')} accept=".csv,.txt,text/plain,text/csv" onChange={(e) => setFile(e.target.files?.[0] ?? null)} />
        <span className="field-note">{t('fileHelp')}</span>
        {sent !== null && <Progress percent={Math.round(sent * 100)} size="small" aria-label={t('file')} />}
      </div>
      <p className="field-note">{t('codesKept')}</p>
    </FormModal>
  );
}
