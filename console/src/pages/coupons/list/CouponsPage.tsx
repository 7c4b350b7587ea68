import { PlusOutlined, TagOutlined } from '@/theme/icons';
import { Button, Input, Segmented } from 'antd';
import { useMemo } from 'react';
import { Link, useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import { useHotkey } from '@/commands/registry';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { useFormat } from '@/i18n/useFormat';
import type { PageProps } from '@/pages';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { AsOf } from '@/parts/text/AsOf';
import { strings } from '../strings';
import { useArchive } from '../useArchive';
import { KindTable } from './KindTable';
import { matches } from './match';
import '../coupons.css';

/** All kinds of coupons with what they have given. */
export default function CouponsPage(_: PageProps) {
  const t = useStrings(strings), role = useStrings(roleNames), f = useFormat();
  const [, go] = useLocation();
  const may = useCan('operator');
  const [{ status, q }, set] = useUrlState({ status: p.oneOf(['active', 'archived'] as const, 'active'), q: p.text() });
  const list = useApi('listCouponKinds', { status });
  const acts = useArchive();
  const rows = useMemo(() => (list.data?.items ?? []).filter((k) => matches(k, q)).sort((a, b) => b.updated_at.localeCompare(a.updated_at)), [list.data, q]);
  const make = () => go('/coupons/new');
  useHotkey('n', t('new'), make, { enabled: may });
  const button = <ActionButton type="primary" icon={<PlusOutlined />} reason={!may && t('needRole', { role: role('operator') })} onClick={make}>{t('new')}</ActionButton>;
  return (
    <Page title={t('coupons')} lead={t('lead')} actions={<><AsOf at={list.data?.as_of} onRefresh={() => void list.refetch()} busy={list.isFetching} /><Link href="/coupons/try"><Button>{t('tryCart')}</Button></Link>{button}</>}
      toolbar={<>
        <Segmented aria-label={t('statusOf')} value={status} onChange={(v: 'active' | 'archived') => set({ status: v }, { push: true })} options={[{ value: 'active', label: t('active') }, { value: 'archived', label: t('archived') }]} />
        <Input.Search className="coupons-search" allowClear aria-label={t('searchHint')} placeholder={t('searchHint')} defaultValue={q} onChange={(e) => set({ q: e.target.value })} />
        {q && list.data && <span className="muted num">{t('found', { n: f.count(rows.length), all: f.count(list.data.items.length) })}</span>}
      </>}>
      <Await query={list} shape="table">
        {(d) => (
          <Card flush>
            {d.items.length === 0
              ? status === 'archived' ? <EmptyState kind="nothing" icon={<TagOutlined />} title={t('noneArchived')} help={t('noneArchivedHelp')} /> : <EmptyState kind="nothing" icon={<TagOutlined />} title={t('none')} help={t('noneHelp')} action={button} />
              : rows.length === 0 ? <EmptyState kind="narrow" title={t('noMatch', { q })} onClear={() => set({ q: '' })} />
                : <KindTable rows={rows} archived={status === 'archived'} acts={acts} />}
          </Card>
        )}
      </Await>
    </Page>
  );
}
