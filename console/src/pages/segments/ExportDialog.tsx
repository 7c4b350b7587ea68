import { App, Button, Modal, Segmented, Select } from 'antd';
import { useMemo, useState } from 'react';
import { useApi, useSend } from '@/api/hooks';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { Field } from '@/parts/fields/Field';
import { Problem } from '@/parts/feedback/Problem';
import { showPanel } from '@/shell/ui';
import { strings } from './strings';

const facts = { first_seen: { zh: '首次出现', en: 'First seen' }, last_seen: { zh: '最近活跃', en: 'Last seen' }, orders: { zh: '订单数', en: 'Orders' }, revenue: { zh: '消费金额', en: 'Revenue' } } as const;

/** People of a rule as a file: how many, which columns, which format; the job is in the task centre. */
export function ExportDialog({ expression, title, edited, asOf, onClose }: { expression: string; title: string; edited?: boolean; asOf?: string | undefined; onClose: () => void }) {
  const t = useStrings(strings), c = useStrings(common), pick = usePick();
  const { notification } = App.useApp();
  const [format, setFormat] = useState<'csv' | 'ndjson'>('csv');
  const [columns, setColumns] = useState<string[]>([]);
  const at = asOf ? { as_of: asOf } : {};
  const vocabulary = useVocabulary();
  const count = useApi('countPeople', { expression, ...at }, { live: false });
  const start = useSend('startExport', ['listJobs']);
  const options = useMemo(() => [
    ...Object.entries(facts).map(([value, name]) => ({ value, label: pick(name), search: `${value} ${name.zh} ${name.en}` })),
    ...(vocabulary.data?.classifications ?? []).map((x) => ({ value: x.slug, label: pick(x.title) || x.slug, search: `${x.slug} ${x.title.zh} ${x.title.en}` })),
    ...(vocabulary.data?.attributes ?? []).map((x) => ({ value: x.name, label: pick(x.title) || x.name, search: `${x.name} ${x.title.zh} ${x.title.en}` })),
  ], [vocabulary.data, pick]);
  const submit = () => start.mutate({ what: 'people', expression, format, ...at, ...(columns.length ? { columns } : {}) }, {
    onSuccess: (job) => {
      onClose();
      notification.success({ key: job.id, title: t('exportStarted'), actions: <Button type="link" size="small" onClick={() => { notification.destroy(job.id); showPanel('tasks'); }}>{t('tasks')}</Button> });
    },
  });
  return (
    <Modal open title={t('exportTitle')} onCancel={onClose} onOk={submit} okText={t('exportGo')} cancelText={c('cancel')} okButtonProps={{ loading: start.isPending }} destroyOnHidden>
      <div className="form">
        <div><strong>{title}</strong> · <span className="num">{count.data ? c('nPeople', { n: count.data.people }) : '…'}</span></div>
        <Field label={t('exportColumns')} help={t('exportColumnsHint')}><Select mode="multiple" allowClear value={columns} onChange={setColumns} options={options} showSearch={{ optionFilterProp: 'search' }} loading={vocabulary.isLoading} /></Field>
        <div className="field"><span className="field-label">{t('exportFormat')}</span><div><Segmented value={format} onChange={setFormat} aria-label={t('exportFormat')} options={[{ value: 'csv', label: 'CSV' }, { value: 'ndjson', label: 'NDJSON' }]} /></div></div>
        <p className="form-lead muted">{edited ? `${t('exportSaved')} ` : ''}{t('exportAudit')}</p>
        {start.isError && <Problem inline error={start.error} />}
      </div>
    </Modal>
  );
}
