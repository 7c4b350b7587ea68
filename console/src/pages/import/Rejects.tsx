import { DownloadOutlined } from '@/theme/icons';
import { Button } from 'antd';
import { useApiPages } from '@/api/hooks';
import { jobFileUrl } from '@/api/ops';
import type { Reject } from '@/api/types';
import { useWorkspace } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Table } from '@/parts/table/Table';
import { strings } from './strings';
import './Rejects.css';

/** What was not imported, why, and the row itself. */
export function Rejects({ run, maxHeight }: { run: string; maxHeight?: number | string }) {
  const t = useStrings(strings), f = useFormat();
  const q = useApiPages('importRejects', { id: run, limit: 100 }, { fresh: Infinity });
  if (!q.data) return q.isError ? <Problem error={q.error} onRetry={() => void q.refetch()} /> : <Loading shape="table" />;
  const rows = q.data.pages.flatMap((p) => p.items);
  return (
    <Table<Reject> dense rows={rows} rowKey={(r, i) => `${r.line}-${i}`} label={t('rejectList')} empty={t('noRejects')} {...(maxHeight ? { maxHeight } : {})}
      onMore={q.hasNextPage ? () => void q.fetchNextPage() : undefined} moreBusy={q.isFetchingNextPage}
      columns={[
        { id: 'line', title: t('line'), align: 'right', width: 72, cell: (r) => f.count(r.line) },
        { id: 'why', title: t('reason'), width: '40%', cell: (r) => r.detail },
        { id: 'row', title: t('row'), cell: (r) => <code className="reject-text" title={r.text}>{r.text}</code> },
      ]} />
  );
}

/** The reject file of an import that ran as a job. */
export function RejectsDownload({ job }: { job: string }) {
  const t = useStrings(strings);
  const { slug } = useWorkspace();
  return <Button size="small" icon={<DownloadOutlined />} href={jobFileUrl(slug, job, 'rejects.csv')} download="rejects.csv">{t('download')}</Button>;
}
