import { Input } from 'antd';
import { useMemo, useState } from 'react';
import type { PageProps } from '@/pages';
import { useApiPages } from '@/api/hooks';
import { useDebounced } from '@/hooks/useDebounced';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { strings } from '../strings';
import { AuditTable } from './AuditTable';

export default function AuditPage(_: PageProps) {
  const t = useStrings(strings);
  const [f, set] = useUrlState({ actor: p.text(), action: p.text(), object: p.text() });
  const [typed, type] = useState(f);
  const settled = useDebounced(typed, 400, set);
  const log = useApiPages('listAudit', { ...settled, limit: 50 });
  const rows = useMemo(() => log.data?.pages.flatMap((x) => x.items) ?? [], [log.data]);
  const filtered = Object.values(settled).some(Boolean);
  const clear = () => type({ actor: '', action: '', object: '' });
  const field = (k: keyof typeof f, label: string, width: number) => <Input allowClear style={{ flex: `1 1 ${width}px`, maxWidth: width * 1.4 }} aria-label={label} placeholder={label} value={typed[k]} onChange={(e) => type({ ...typed, [k]: e.target.value })} />;
  return (
    <Page title={t('audit')} lead={t('auditLead')} toolbar={<>{field('actor', t('filterActor'), 180)}{field('action', t('filterAction'), 230)}{field('object', t('filterObject'), 260)}</>}>
      {log.data ? (
        <Card flush>{rows.length === 0 ? (filtered ? <EmptyState kind="narrow" onClear={clear} /> : <EmptyState kind="nothing" title={t('noAudit')} />)
          : <AuditTable rows={rows} onMore={log.hasNextPage ? () => void log.fetchNextPage() : undefined} busy={log.isFetchingNextPage} />}<NextPage list={log} /></Card>
      ) : log.isError ? <Problem error={log.error} onRetry={() => void log.refetch()} /> : <Loading shape="table" />}
    </Page>
  );
}
