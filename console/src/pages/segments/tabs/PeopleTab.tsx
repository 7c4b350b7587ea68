import { Select } from 'antd';
import { useMemo } from 'react';
import { useApiPages } from '@/api/hooks';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { NextPage } from '@/parts/feedback/NextPage';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { PeopleTable } from '@/parts/people/PeopleTable';
import { strings } from '../strings';

const sorts = ['revenue', 'orders', 'last_seen', 'id'] as const;

/** Everybody the rule means, page by page, as of the count. */
export function PeopleTab({ expression, asOf, title }: { expression: string; asOf: string; title: string }) {
  const t = useStrings(strings), f = useFormat();
  const may = useCan('analyst');
  const [{ sort }, set] = useUrlState({ sort: p.oneOf(sorts, 'revenue') });
  const list = useApiPages('listPeople', { expression, as_of: asOf, sort, limit: 100 }, { enabled: may });
  const rows = useMemo(() => list.data?.pages.flatMap((x) => x.items) ?? [], [list.data]);
  const head = list.data?.pages[0];
  if (!may) return <EmptyState kind="forbidden" need="analyst" />;
  return (
    <Card className="sample" flush title={head ? t('shownOf', { n: f.count(rows.length), total: f.count(head.total) }) : t('list')}
      extra={<Select aria-label={t('sort')} value={sort} onChange={(v) => set({ sort: v })} options={sorts.map((s) => ({ value: s, label: t(s) }))} popupMatchSelectWidth={false} />}>
      {list.isError && !head ? <Problem error={list.error} onRetry={() => void list.refetch()} /> : !head ? <Loading shape="table" />
        : <><PeopleTable keys columns={head.columns} rows={rows} label={t('peopleOf', { title })} onMore={list.hasNextPage ? () => void list.fetchNextPage() : undefined} moreBusy={list.isFetchingNextPage} /><NextPage list={list} /></>}
    </Card>
  );
}
