import { useApi } from '@/api/hooks';
import { Await } from '@/parts/feedback/Await';
import { useStrings } from '@/i18n/lang';
import { Page } from '@/parts/page/Page';
import type { PageProps } from '../index';
import { PlanEditor } from './PlanEditor';
import { strings } from './strings';

/** A plan that is there, or a new one. */
export default function PlanPage({ params }: PageProps) {
  const t = useStrings(strings);
  const slug = params.slug;
  const q = useApi('getDocument', { kind: 'tracking_plan', slug: slug ?? '' }, { enabled: slug !== undefined, keep: false, live: false });
  if (slug === undefined) return <PlanEditor key="new" doc={null} />;
  if (q.data) return <PlanEditor key={slug} doc={q.data} />;
  return <Page title={t('title')} back="/plans"><Await query={q} shape="page">{() => null}</Await></Page>;
}
