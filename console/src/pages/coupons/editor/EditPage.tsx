import { Button } from 'antd';
import { Link, useLocation, useSearch } from 'wouter';
import { useMemo } from 'react';
import { useApi } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import type { PageProps } from '@/pages';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Page } from '@/parts/page/Page';
import { strings as words } from '../strings';
import { copyOf, newDoc, normal, titleOf } from './doc';
import { Editor } from './Editor';
import '../coupons.css';

/** A new kind (`?from=` copies another one), or one that is there (`?version=` begins with an older version). */
export default function EditPage({ params }: PageProps) {
  const w = useStrings(words);
  const search = useSearch();
  const [, go] = useLocation();
  const slug = params.slug ?? null;
  const { from, version } = useMemo(() => { const q = new URLSearchParams(search); return { from: q.get('from'), version: Number(q.get('version') ?? 0) }; }, [search]);
  const of = slug ?? from;
  // What is edited must not change under the editor: it is asked once for each visit, and again after saving.
  const q = useApi('getDocument', { kind: 'coupon', slug: of ?? '' }, { enabled: of !== null, keep: false, live: false, fresh: 5_000 });
  const old = useApi('documentVersions', { kind: 'coupon', slug: of ?? '' }, { enabled: slug !== null && version > 0, keep: false, live: false });
  if (of === null) return <Editor key="new" saved={null} begun={newDoc()} own onSaved={(s) => go(`/coupons/${s}`, { replace: true })} />;
  const failed = q.isError ? q : old.isError ? old : null;
  if (failed || !q.data || (slug !== null && version > 0 && !old.data)) {
    return <Page title={w('coupons')} back="/coupons">{failed ? <Problem error={failed.error} onRetry={() => void failed.refetch()} actions={<Link href="/coupons"><Button>{w('coupons')}</Button></Link>} /> : <Loading shape="page" />}</Page>;
  }
  const doc = normal(q.data.document);
  if (slug === null) {
    const { zh, en } = titleOf(doc);
    return <Editor key={`from-${from}`} saved={null} begun={copyOf(doc, `${zh || en}（副本）`, `${en || zh} (copy)`)} own={false} onSaved={(s) => go(`/coupons/${s}`, { replace: true })} />;
  }
  const restored = version > 0 ? old.data?.items.find((v) => v.version === version) : undefined;
  return <Editor key={`${slug} ${version}`} saved={q.data} begun={restored ? normal({ ...restored.document }) : doc} {...(restored ? { version } : {})} own={!restored} onSaved={(s) => { if (restored) go(`/coupons/${s}/edit`, { replace: true }); }} />;
}
