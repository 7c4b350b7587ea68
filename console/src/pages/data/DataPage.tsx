import { Button, Input, Segmented } from 'antd';
import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import type { Title } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useStrings } from '@/i18n/lang';
import { DeadBadge } from '@/parts/collect/DeadBadge';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { useFormat } from '@/i18n/useFormat';
import type { PageProps } from '../index';
import { AttributeList } from './AttributeList';
import { EventList } from './EventList';
import { FreshnessCards } from './FreshnessCards';
import { strings } from './strings';

const tabs = ['events', 'attributes', 'sources'] as const;

export default function DataPage(_: PageProps) {
  const t = useStrings(strings), f = useFormat();
  const mayImport = useCan('operator');
  const [s, set] = useUrlState({ tab: p.oneOf(tabs, 'events'), q: p.text() });
  const fresh = useApi('freshness', {});
  const events = useApi('listEvents', {}, { enabled: s.tab === 'events' });
  const attributes = useApi('listAttributes', {}, { enabled: s.tab === 'attributes' });
  const matches = (r: { name: string; title: Title }) => s.q === '' || `${r.name} ${r.title.zh} ${r.title.en}`.toLowerCase().includes(s.q.trim().toLowerCase());
  const narrow = <EmptyState kind="narrow" title={t('noMatch', { q: s.q })} onClear={() => set({ q: '' })} />;
  const nothing = <EmptyState kind="nothing" title={t('empty')} help={t('emptyHelp')} action={mayImport && <><Link href="/import"><Button type="primary">{t('importNow')}</Button></Link> <Link href="/connect"><Button>{t('connectNow')}</Button></Link></>} />;
  return (
    <Page title={t('title')} lead={t('lead')} actions={<><DeadBadge label={(n) => t('dead', { n })} /><Link href="/plans"><Button>{t('plans')}</Button></Link><Link href="/live"><Button>{t('live')}</Button></Link></>}
      toolbar={<>
        <Segmented value={s.tab} onChange={(v) => set({ tab: v as typeof s.tab, q: '' }, { push: true })} options={tabs.map((x) => ({ value: x, label: t(x) }))} />
        {s.tab !== 'sources' && <Input.Search allowClear value={s.q} onChange={(e) => set({ q: e.target.value })} placeholder={t('find')} aria-label={t('find')} style={{ width: 240, maxWidth: '100%' }} />}
      </>}>
      {fresh.data && <FreshnessCards data={fresh.data} />}
      {s.tab === 'events' && <Await query={events} shape="table">{(d) => (d.items.length === 0 ? nothing : <Card flush><EventList rows={d.items.filter(matches)} empty={narrow} /></Card>)}</Await>}
      {s.tab === 'attributes' && <Await query={attributes} shape="table">{(d) => (d.items.length === 0 ? nothing : <Card flush><AttributeList rows={d.items.filter(matches)} empty={narrow} /></Card>)}</Await>}
      {s.tab === 'sources' && <Await query={fresh} shape="table">{(d) => (
        <Card flush><Table rows={d.sources} rowKey={(r) => r.source} label={t('sources')} empty={nothing} initialSort={{ id: 'last', descending: true }} columns={[
          { id: 'source', title: t('source'), cell: (r) => r.source, sort: (r) => r.source },
          { id: 'rows', title: t('rows'), align: 'right', cell: (r) => f.count(r.rows), sort: (r) => r.rows },
          { id: 'last', title: t('last'), align: 'right', cell: (r) => <Time v={r.last_at} />, sort: (r) => r.last_at },
        ]} /></Card>)}</Await>}
    </Page>
  );
}
