import { MoreOutlined } from '@/theme/icons';
import { Button, Dropdown } from 'antd';
import { Link, useLocation } from 'wouter';
import type { SegmentRow } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { Sparkline } from '@/parts/metric/Sparkline';
import { Door } from '@/parts/people/Door';
import { Table, type Column } from '@/parts/table/Table';
import { Num } from '@/parts/text/Num';
import { Rate } from '@/parts/text/Rate';
import { Time } from '@/parts/text/Time';
import { strings } from '../strings';
import type { Archive } from './useArchive';

export interface SegmentTableProps { rows: readonly SegmentRow[]; asOf: string; archived: boolean; picked: ReadonlySet<string>; onPick: (k: ReadonlySet<string>) => void; archive: Archive; onExport: (s: SegmentRow) => void }

export function SegmentTable({ rows, asOf, archived, picked, onPick, archive, onExport }: SegmentTableProps) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const [, go] = useLocation();
  const may = useCan('operator');
  const open = (s: SegmentRow) => go(`/segments/${s.slug}`);
  const name = (s: SegmentRow) => pick(s.title) || s.slug;
  const columns: Column<SegmentRow>[] = [
    { id: 'name', title: t('name'), sort: name, cell: (s) => <span className="segment-name"><Link href={`/segments/${s.slug}`} title={name(s)}>{name(s)}</Link><span title={pick(s.sentence)}>{pick(s.sentence)}</span></span> },
    { id: 'people', title: t('people'), align: 'right', sort: (s) => s.people, cell: (s) => (s.people === null ? <span title={t('uncountable')}>–</span> : <Door expression={s.expression} title={name(s)} asOf={asOf}><Num v={s.people} /></Door>) },
    { id: 'share', title: t('share'), align: 'right', wide: true, sort: (s) => s.share, cell: (s) => <Rate v={s.share} /> },
    { id: 'trend', title: t('trend'), wide: true, cell: (s) => (s.trend.length ? <Sparkline values={s.trend} width={112} height={28} openEnd label={t('trendText', { title: name(s), a: f.count(s.trend[0]), b: f.count(s.people) })} /> : '–') },
    { id: 'used', title: t('usedBy'), align: 'right', wide: true, sort: (s) => s.used_by, cell: (s) => (s.used_by === 0 ? <span className="segments-none">{t('unused')}</span> : <Button type="link" size="small" onClick={() => archive.showUses(s)}>{t('nUses', { n: s.used_by })}</Button>) },
    { id: 'updated', title: t('updated'), wide: true, sort: (s) => s.updated_at, cell: (s) => <Time v={s.updated_at} as="relative" /> },
    { id: 'author', title: t('author'), wide: true, sort: (s) => s.author, cell: (s) => s.author || '–' },
    { id: 'actions', title: <span className="visually-hidden">{t('actions')}</span>, label: t('actions'), align: 'right', width: 48, cell: (s) => (
      <Dropdown trigger={['click']} menu={{ items: archived
        ? [{ key: 'restore', label: t('restore'), disabled: !may, onClick: () => archive.restore(s) }, { key: 'edit', label: t('edit'), onClick: () => open(s) }]
        : [{ key: 'edit', label: t('edit'), onClick: () => open(s) }, { key: 'export', label: t('exportPeople'), disabled: !may || s.people === null, onClick: () => onExport(s) }, { type: 'divider' as const, key: 'd' }, { key: 'archive', label: t('archive'), danger: true, disabled: !may, onClick: () => archive.archive([s]) }] }}>
        <Button type="text" size="small" aria-label={t('more', { title: name(s) })} icon={<MoreOutlined />} />
      </Dropdown>
    ) },
  ];
  return <div className="segments"><Table keys rows={rows} columns={columns} rowKey={(s) => s.slug} label={t('segments')} onOpen={open} selected={picked} onSelect={onPick} initialSort={{ id: 'updated', descending: true }} /></div>;
}
