import { useQueryClient } from '@tanstack/react-query';
import { Button } from 'antd';
import { Link, useLocation } from 'wouter';
import { isApiError } from '@/api/error';
import { apiKey, useApi } from '@/api/hooks';
import type { Segment, SegmentFull } from '@/api/types';
import { useWorkspace } from '@/hooks/workspace';
import type { PageProps } from '@/pages';
import { useStrings } from '@/i18n/lang';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Page } from '@/parts/page/Page';
import { strings } from '../strings';
import { Editor } from './Editor';

export default function SegmentPage({ params }: PageProps) {
  const slug = params.slug ?? '';
  const t = useStrings(strings);
  const { slug: workspace } = useWorkspace();
  const client = useQueryClient();
  const [, go] = useLocation();
  // What is edited must not change under the editor: it is asked once for each visit, and set by what is saved.
  const q = useApi('getSegment', { slug }, { keep: false, live: false, fresh: 5_000 });
  const put = (s: Segment) => client.setQueryData<SegmentFull>(apiKey('getSegment', workspace, { slug: s.slug }), (was) => ({ used_by: [], ...was, ...s }));
  if (q.data) return <Editor key={slug} saved={q.data} expression="" onSaved={put} onCreated={(s) => go(`/segments/${s.slug}`)} />;
  const gone = isApiError(q.error) && q.error.status === 404;
  return (
    <Page title={t('segments')} back="/segments">
      {q.isError ? <Problem error={q.error} onRetry={gone ? undefined : () => void q.refetch()} actions={<Link href="/segments"><Button>{t('segments')}</Button></Link>} /> : <Loading shape="page" />}
    </Page>
  );
}
