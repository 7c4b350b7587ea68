import { Redirect } from 'wouter';
import { useApi } from '@/api/hooks';
import type { PageProps } from '@/pages';
import { usePick, useStrings } from '@/i18n/lang';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Page } from '@/parts/page/Page';
import { pages } from '@/pages';
import { strings } from './strings';

/** A kept question by its id alone: leads to the page of its kind. */
export default function OpenQuestion({ params }: PageProps) {
  const slug = params.slug ?? '';
  const t = useStrings(strings), pick = usePick();
  const q = useApi('getDocument', { kind: 'question', slug }, { live: false });
  const asks = String(q.data?.document.asks ?? '');
  if (q.data && pages.some((e) => e.path === `/${asks}`)) return <Redirect replace to={`/${asks}?saved=${encodeURIComponent(slug)}`} />;
  return (
    <Page title={q.data ? pick(q.data.title) : t('questions')} back="/boards">
      {q.isError ? <Problem error={q.error} onRetry={() => void q.refetch()} /> : q.data ? <p className="muted">{t('noPicture')}</p> : <Loading shape="page" />}
    </Page>
  );
}
