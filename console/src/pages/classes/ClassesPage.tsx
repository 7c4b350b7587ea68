import { PlusOutlined } from '@/theme/icons';
import { Input, Tag } from 'antd';
import { Link, useLocation } from 'wouter';
import { useApi } from '@/api/hooks';
import type { Classification } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { Table, type Column } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { pages, type PageProps } from '../index';
import { Origin } from './Origin';
import { strings } from './strings';
import './ClassesPage.css';

/** Those of the navigation that are not in the list: archived, one click from being restored. */
function Missing({ items }: { items: readonly Classification[] }) {
  const t = useStrings(strings), pick = usePick();
  const gone = pages.filter((e) => e.nav && e.path.startsWith('/classes/') && !items.some((c) => `/classes/${c.slug}` === e.path));
  if (gone.length === 0) return null;
  return <p className="classes-missing">{t('archivedPresets')} {gone.map((e) => <Link key={e.id} href={e.path}>{pick(e.title)}</Link>)}</p>;
}

export default function ClassesPage(_: PageProps) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const [, go] = useLocation();
  const may = useCan('operator');
  const [s, set] = useUrlState({ q: p.text() });
  const q = useApi('listClassifications', {});
  const matches = (c: Classification) => `${c.slug} ${c.title.zh} ${c.title.en}`.toLowerCase().includes(s.q.trim().toLowerCase());
  const columns: Column<Classification>[] = [
    { id: 'name', title: t('name'), sort: (c) => pick(c.title), cell: (c) => <span className="classes-name"><Link href={`/classes/${c.slug}`}>{pick(c.title)}</Link><code>{c.slug}</code></span> },
    { id: 'kind', title: t('kind'), wide: true, cell: (c) => <Origin c={c} /> },
    { id: 'classes', title: t('classesN'), align: 'right', sort: (c) => c.classes.length, cell: (c) => f.count(c.classes.length) },
    { id: 'names', title: t('group'), wide: true, cell: (c) => <span className="classes-groups" title={c.classes.map((x) => pick(x.title)).join(' · ')}>{c.classes.map((x) => <Tag key={x.name} variant="filled">{pick(x.title)}</Tag>)}</span> },
    { id: 'used', title: t('usedBy'), align: 'right', wide: true, sort: (c) => c.used_by.length, cell: (c) => <span title={c.used_by.map((u) => pick(u.title)).join(' · ')}>{f.count(c.used_by.length)}</span> },
    { id: 'version', title: t('version'), align: 'right', wide: true, sort: (c) => c.version, cell: (c) => f.count(c.version) },
    { id: 'updated', title: t('updated'), align: 'right', sort: (c) => c.updated_at, cell: (c) => <Time v={c.updated_at} as="relative" /> },
  ];
  return (
    <Page title={t('all')} lead={t('allLead')}
      actions={<ActionButton type="primary" icon={<PlusOutlined />} reason={!may && t('needOperator')} onClick={() => go('/classes/new')}>{t('create')}</ActionButton>}
      toolbar={<Input.Search allowClear value={s.q} onChange={(e) => set({ q: e.target.value })} placeholder={t('find')} aria-label={t('find')} style={{ width: 240, maxWidth: '100%' }} />}>
      <Await query={q} shape="table">
        {(d) => (
          <>
            <Card flush><Table keys rows={d.items.filter(matches)} rowKey={(c) => c.slug} label={t('all')} columns={columns} onOpen={(c) => go(`/classes/${c.slug}`)} empty={<EmptyState kind="narrow" title={t('noMatch', { q: s.q })} onClear={() => set({ q: '' })} />} /></Card>
            <Missing items={d.items} />
          </>
        )}
      </Await>
    </Page>
  );
}
