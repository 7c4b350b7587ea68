import { EditOutlined, MoreOutlined } from '@/theme/icons';
import { Button, Dropdown, Segmented } from 'antd';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import type { CouponKind } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import type { PageProps } from '@/pages';
import { KindState } from '@/parts/coupons/State';
import { strings as words } from '@/parts/coupons/strings';
import { closed } from '@/parts/coupons/kinds';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Loading } from '@/parts/feedback/Loading';
import { Problem } from '@/parts/feedback/Problem';
import { Page } from '@/parts/page/Page';
import { strings } from '../strings';
import { useArchive } from '../useArchive';
import { Batches } from './Batches';
import { CodesDialog } from './CodesDialog';
import { IssueDialog } from './IssueDialog';
import { KindCoupons } from './KindCoupons';
import { Overview } from './Overview';
import { Versions } from './Versions';
import '../coupons.css';

const tabs = ['overview', 'list', 'batches', 'versions'] as const;

/** A kind of coupons: what it has given, every coupon of it, how to give more. */
export default function KindPage({ params }: PageProps) {
  const slug = params.slug ?? '';
  const t = useStrings(strings);
  const q = useApi('getCouponKind', { slug }, { keep: false });
  if (q.data) return <Kind kind={q.data} />;
  return (
    <Page title={t('coupons')} back="/coupons">
      {q.isError ? <Problem error={q.error} onRetry={q.error.status === 404 ? undefined : () => void q.refetch()} actions={<Link href="/coupons"><Button>{t('coupons')}</Button></Link>} /> : <Loading shape="page" />}
    </Page>
  );
}

function Kind({ kind }: { kind: CouponKind }) {
  const t = useStrings(strings), w = useStrings(words), role = useStrings(roleNames), pick = usePick();
  const [, go] = useLocation();
  const may = useCan('operator'), sees = useCan('analyst');
  const [{ tab }, set] = useUrlState({ tab: p.oneOf(tabs, 'overview') });
  const [dialog, show] = useState<'issue' | 'codes' | null>(null);
  const acts = useArchive();
  const needs = !may && t('needRole', { role: role('operator') });
  const archived = kind.state === 'archived', shut = closed(kind);
  return (
    <Page title={pick(kind.title) || kind.slug} back="/coupons" status={<><KindState state={kind.state} /><span className="pill">{t('version', { n: kind.version })}</span></>}
      actions={<>
        <ActionButton type="primary" reason={needs || (archived ? t('isArchived') : shut && w(shut))} onClick={() => show('issue')}>{t('issue')}…</ActionButton>
        <ActionButton reason={needs || (archived ? t('isArchived') : shut === 'over' && w(shut))} onClick={() => show('codes')}>{t('makeCodes')}…</ActionButton>
        <Button icon={<EditOutlined />} onClick={() => go(`/coupons/${kind.slug}/edit`)}>{t('edit')}</Button>
        <Dropdown trigger={['click']} menu={{ items: [
          { key: 'try', label: t('tryCart'), onClick: () => go(`/coupons/try?kinds=${kind.slug}`) },
          { key: 'copy', label: t('duplicate'), disabled: !may, onClick: () => go(`/coupons/new?from=${kind.slug}`) },
          { type: 'divider' as const, key: 'd' },
          archived ? { key: 'restore', label: t('restore'), disabled: !may, onClick: () => acts.restore(kind) } : { key: 'archive', label: t('archive'), danger: true, disabled: !may, onClick: () => acts.archive(kind) },
        ] }}><Button aria-label={t('more', { title: pick(kind.title) || kind.slug })} icon={<MoreOutlined />} /></Dropdown>
      </>}
      toolbar={<Segmented className="coupon-tabs" aria-label={t('parts')} value={tab} onChange={(v) => set({ tab: v }, { push: true })} options={tabs.map((x) => ({ value: x, label: t(x) }))} />}>
      {tab === 'overview' && <Overview kind={kind} onIssue={may && !shut ? () => show('issue') : undefined} />}
      {tab === 'list' && (sees ? <KindCoupons kind={kind} /> : <EmptyState kind="forbidden" need="analyst" help={t('seePeopleNeeds', { role: role('analyst') })} />)}
      {tab === 'batches' && <Batches kind={kind} />}
      {tab === 'versions' && <Versions kind={kind} />}
      {dialog === 'issue' && <IssueDialog kind={kind} onClose={() => show(null)} />}
      {dialog === 'codes' && <CodesDialog kind={kind} onClose={() => show(null)} />}
    </Page>
  );
}
