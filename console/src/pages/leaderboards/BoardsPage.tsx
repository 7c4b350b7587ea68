import { BarChartOutlined, PlusOutlined } from '@/theme/icons';
import { Link, useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import type { BoardRow } from '@/api/types';
import { useCan } from '@/hooks/workspace';
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
import './boards.css';

/** Every leaderboard with the period it is in. */
export default function BoardsPage(_: PageProps) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick();
  const [, go] = useLocation();
  const may = useCan('operator');
  const q = useApi('listLeaderboards', {});
  const reason = may ? null : t('needRole', { role: role('operator') });
  const add = <ActionButton type="primary" icon={<PlusOutlined />} reason={reason} onClick={() => go('/leaderboards/new')}>{t('newBoard')}</ActionButton>;
  const at = (r: BoardRow) => `/leaderboards/${encodeURIComponent(r.slug)}`;
  return (
    <Page title={t('title')} lead={t('lead')} actions={(q.data?.items.length ?? 0) > 0 && add}>
      <Await query={q} shape="table">{(d) => d.items.length === 0
        ? <EmptyState kind="nothing" icon={<BarChartOutlined />} title={t('none')} help={t('noneHelp')} action={add} />
        : <Card flush><Table<BoardRow> keys rows={d.items} rowKey={(r) => r.slug} label={t('title')} onOpen={(r) => go(at(r))} columns={[
          { id: 'name', title: t('name'), cell: (r) => <><Link href={at(r)}>{pick(r.title) || r.slug}</Link>{r.problem && <span className="brd-note brd-bad">{pick(r.problem)}</span>}</> },
          { id: 'state', title: t('state'), cell: (r) => <State state={r.state} /> },
          { id: 'period', title: t('period'), wide: true, cell: (r) => t(`p_${r.period}`) },
          { id: 'people', title: t('listed'), align: 'right', cell: (r) => (r.now ? <Num v={r.now.people} full /> : '–') },
          { id: 'ends', title: t('ends'), wide: true, cell: (r) => (r.now ? <Time v={new Date(Date.parse(r.now.until) - 1).toISOString()} as="day" /> : '–') },
          { id: 'settled', title: t('settledPeriods'), align: 'right', wide: true, cell: (r) => (r.settled ? <Link href={`${at(r)}?tab=periods`}><Num v={r.settled} full /></Link> : '0') },
          { id: 'given', title: t('given'), align: 'right', wide: true, cell: (r) => <Num v={r.given} full /> },
        ]} /></Card>}
      </Await>
    </Page>
  );
}
