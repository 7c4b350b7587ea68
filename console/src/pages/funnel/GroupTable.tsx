import type { FunnelGroup } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { useFormat } from '@/i18n/useFormat';
import { CellDoor } from '@/parts/question/CellDoor';
import { groupCell, groupKey } from '@/parts/question/groups';
import { Table, type Column } from '@/parts/table/Table';
import { Delta } from '@/parts/text/Delta';
import { strings } from './strings';

export interface GroupTableProps { all: FunnelGroup; groups: readonly FunnelGroup[]; nameOf: (g: FunnelGroup) => string; label: string; onShow: (g: FunnelGroup) => void; shown: string }

const end = (g: FunnelGroup) => g.steps[g.steps.length - 1];

/** Every group's way through the steps; a row shows its bars above. */
export function GroupTable({ all, groups, nameOf, label, onShow, shown }: GroupTableProps) {
  const t = useStrings(strings), f = useFormat();
  const rows = [all, ...groups];
  const base = end(all)?.rate ?? 0;
  const title = (g: FunnelGroup, words: string) => `${nameOf(g)} · ${words}`;
  const columns: Column<FunnelGroup>[] = [
    { id: 'group', title: t('group'), cell: (g) => nameOf(g), sort: (g) => nameOf(g) },
    { id: 'entered', title: t('entered'), align: 'right', sort: (g) => g.steps[0]?.reached ?? 0, cell: (g) => <CellDoor cell={{ step: 1, what: 'reached', ...groupCell(g) }} n={g.steps[0]?.reached ?? 0} title={title(g, t('entered'))}>{f.count(g.steps[0]?.reached)}</CellDoor> },
    ...all.steps.slice(1).map((_, i): Column<FunnelGroup> => ({ id: `s${i}`, title: t('stepRate', { n: i + 1, m: i + 2 }), align: 'right', wide: i + 2 < all.steps.length, sort: (g) => g.steps[i + 1]?.step_rate ?? null, cell: (g) => <CellDoor cell={{ step: i + 2, what: 'reached', ...groupCell(g) }} n={g.steps[i + 1]?.reached ?? 0} title={title(g, t('reachedTitle', { step: String(i + 2) }))}>{f.rate(g.steps[i + 1]?.step_rate)}</CellDoor> })),
    { id: 'converted', title: t('converted'), align: 'right', wide: true, sort: (g) => end(g)?.reached ?? 0, cell: (g) => <CellDoor cell={{ step: g.steps.length, what: 'reached', ...groupCell(g) }} n={end(g)?.reached ?? 0} title={title(g, t('converted'))}>{f.count(end(g)?.reached)}</CellDoor> },
    { id: 'rate', title: t('conversion'), align: 'right', sort: (g) => end(g)?.rate ?? null, cell: (g) => <strong>{f.rate(end(g)?.rate)}</strong> },
    { id: 'difference', title: t('difference'), align: 'right', wide: true, sort: (g) => (end(g)?.rate ?? 0) - base, cell: (g) => (g.kind === 'all' ? '' : <Delta change={(end(g)?.rate ?? 0) - base} points />) },
    { id: 'median', title: t('medianTime'), align: 'right', wide: true, sort: (g) => g.seconds?.median ?? null, cell: (g) => (g.seconds ? f.seconds(g.seconds.median) : '–') },
  ];
  return <Table dense rows={rows} columns={columns} rowKey={groupKey} label={label} onOpen={onShow} rowClass={(g) => (groupKey(g) === shown ? 'table-on' : undefined)} />;
}
