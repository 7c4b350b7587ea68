import { GiftOutlined, PlusOutlined } from '@/theme/icons';
import { Link, useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import type { DrawRow } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Table } from '@/parts/table/Table';
import { Num } from '@/parts/text/Num';
import { Time } from '@/parts/text/Time';
import type { PageProps } from '../index';
import { State } from './State';
import { strings } from './strings';

/** Every draw with what became of it. */
export default function DrawsPage(_: PageProps) {
  const t = useStrings(strings), role = useStrings(roleNames), f = useFormat(), pick = usePick();
  const [, go] = useLocation();
  const may = useCan('operator');
  const q = useApi('listDraws', {});
  const reason = may ? null : t('needRole', { role: role('operator') });
  const add = <ActionButton type="primary" icon={<PlusOutlined />} reason={reason} onClick={() => go('/draws/new')}>{t('newDraw')}</ActionButton>;
  const at = (r: DrawRow) => `/draws/${encodeURIComponent(r.slug)}`;
  return (
    <Page title={t('title')} lead={t('lead')} actions={(q.data?.items.length ?? 0) > 0 && add}>
      <Await query={q} shape="table">{(d) => d.items.length === 0
        ? <EmptyState kind="nothing" icon={<GiftOutlined />} title={t('none')} help={t('noneHelp')} action={add} />
        : <Card flush><Table<DrawRow> keys rows={d.items} rowKey={(r) => r.slug} label={t('title')} onOpen={(r) => go(at(r))} columns={[
          { id: 'name', title: t('name'), cell: (r) => <Link href={at(r)}>{pick(r.title) || r.slug}</Link> },
          { id: 'state', title: t('state'), cell: (r) => <State state={r.state} /> },
          { id: 'turns', title: t('turns'), align: 'right', cell: (r) => <Num v={r.turns} full /> },
          { id: 'people', title: t('people'), align: 'right', wide: true, cell: (r) => <Num v={r.people} full /> },
          { id: 'wins', title: t('wins'), align: 'right', cell: (r) => <Num v={r.wins} full /> },
          { id: 'waiting', title: t('waiting'), align: 'right', wide: true, cell: (r) => (r.waiting ? <Link href={`${at(r)}?things=1`}><Num v={r.waiting} full /></Link> : '0') },
          { id: 'cost', title: t('cost'), align: 'right', wide: true, cell: (r) => t('costOf', { cost: f.money(r.cost), budget: f.money(r.budget) }) },
          { id: 'ends', title: t('ends'), wide: true, cell: (r) => <Time v={new Date(Date.parse(r.until) - 1).toISOString()} as="day" /> },
        ]} /></Card>}
      </Await>
    </Page>
  );
}
