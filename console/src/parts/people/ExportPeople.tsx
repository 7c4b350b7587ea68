import { App, Button, Segmented } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { Problem } from '@/parts/feedback/Problem';
import { strings } from './strings';

/** Starts an export job; says first how many people it writes. */
export function ExportPeople({ expression, asOf, people, onDone }: { expression: string; asOf: string | undefined; people: number | undefined; onDone: () => void }) {
  const t = useStrings(strings), c = useStrings(common);
  const { message } = App.useApp();
  const [format, setFormat] = useState<'csv' | 'ndjson'>('csv');
  const start = useSend('startExport', ['listJobs']);
  const submit = () => start.mutate({ what: 'people', expression, format, ...(asOf ? { as_of: asOf } : {}) }, { onSuccess: () => { onDone(); message.success(t('exportStarted')); } });
  return (
    <form className="audience-form" onSubmit={(e) => { e.preventDefault(); submit(); }}>
      {people !== undefined && <p>{t('exportReach', { n: people })}</p>}
      <Segmented value={format} onChange={setFormat} options={[{ value: 'csv', label: 'CSV' }, { value: 'ndjson', label: 'NDJSON' }]} aria-label={t('exportList')} />
      {start.isError && <Problem inline error={start.error} />}
      <div className="audience-row"><Button onClick={onDone}>{c('cancel')}</Button><Button type="primary" htmlType="submit" loading={start.isPending}>{t('exportList')}</Button></div>
    </form>
  );
}
