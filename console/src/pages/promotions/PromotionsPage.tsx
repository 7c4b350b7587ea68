import { PlusOutlined, ThunderboltOutlined } from '@/theme/icons';
import { Segmented } from 'antd';
import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import type { PromotionRow } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useCan } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { useFormat } from '@/i18n/useFormat';
import type { PageProps } from '@/pages';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Table, type Column } from '@/parts/table/Table';
import { Num } from '@/parts/text/Num';
import { Time } from '@/parts/text/Time';
import { Begin } from './Begin';
import { strings } from './strings';
import './promotions.css';

/** All promotions with what they have sold. */
export default function PromotionsPage(_: PageProps) {
  const t = useStrings(strings), pick = usePick(), f = useFormat(), role = useStrings(roleNames);
  const [, go] = useLocation();
  const [{ show }, set] = useUrlState({ show: p.oneOf(['current', 'all'] as const, 'current') });
  const list = useApi('listPromotions', { archived: show === 'all' });
  const may = useCan('operator'), reason = may ? null : t('needRole', { role: role('operator') });
  const [adding, setAdding] = useState(false);
  const some = (list.data?.items.length ?? 0) > 0;
  const name = (x: PromotionRow) => pick(x.title) || x.slug;
  const columns: Column<PromotionRow>[] = [
    { id: 'name', title: t('name'), sort: name, cell: (x) => <span className="promotion-name"><Link href={`/promotions/${x.slug}`}>{name(x)}</Link><span>{t(x.type)}</span></span> },
    { id: 'state', title: t('state'), sort: (x) => x.state, cell: (x) => <span className={`promotion-state promotion-state-${x.state}`}>{t(x.state)}</span> },
    { id: 'from', title: t('from'), wide: true, sort: (x) => x.from, cell: (x) => (x.from ? <Time v={x.from} /> : <span className="muted">{t('always')}</span>) },
    { id: 'until', title: t('until'), wide: true, sort: (x) => x.until, cell: (x) => (x.until ? <Time v={x.until} /> : <span className="muted">{t('always')}</span>) },
    { id: 'held', title: t('held'), align: 'right', wide: true, sort: (x) => x.held, cell: (x) => <Num v={x.held} /> },
    { id: 'sold', title: t('sold'), align: 'right', sort: (x) => x.sold, cell: (x) => <Num v={x.sold} /> },
    { id: 'left', title: t('left'), align: 'right', sort: (x) => x.left, cell: (x) => (x.left === null ? <span className="muted">{t('unlimited')}</span> : <Num v={x.left} />) },
    { id: 'off', title: t('off'), align: 'right', wide: true, sort: (x) => Number(x.off), cell: (x) => f.money(x.off) },
  ];
  return (
    <Page title={t('promotions')} lead={t('lead')} actions={some && <ActionButton type="primary" icon={<PlusOutlined />} reason={reason} onClick={() => setAdding(!adding)}>{t('newOne')}</ActionButton>}
      toolbar={<Segmented aria-label={t('which')} value={show} onChange={(v: 'current' | 'all') => set({ show: v }, { push: true })} options={[{ value: 'current', label: t('current') }, { value: 'all', label: t('all') }]} />}>
      <Await query={list} shape="table">
        {(d) => (d.items.length === 0
          ? <><EmptyState kind="nothing" icon={<ThunderboltOutlined />} title={t('none')} help={t('noneHelp')} /><Begin reason={reason} /></>
          : <>{adding && <Begin reason={reason} />}<Card flush><Table keys rows={d.items} columns={columns} rowKey={(x) => x.slug} label={t('promotions')} onOpen={(x) => go(`/promotions/${x.slug}`)} /></Card></>)}
      </Await>
    </Page>
  );
}
