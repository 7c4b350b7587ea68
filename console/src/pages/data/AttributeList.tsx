import type { AttributeRow } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Door } from '@/parts/people/Door';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { Coverage } from './Coverage';
import { NameCell } from './NameCell';
import { nameInRule } from './rule';
import { strings } from './strings';
import { TypeTags } from './TypeTags';
import { Values } from './Values';

export function AttributeList({ rows, empty }: { rows: readonly AttributeRow[]; empty: React.ReactNode }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  return (
    <Table<AttributeRow> rows={rows} rowKey={(r) => r.name} label={t('attributes')} keys empty={empty} initialSort={{ id: 'people', descending: true }}
      columns={[
        { id: 'name', title: t('attribute'), sort: (r) => pick(r.title), cell: (r) => <NameCell title={pick(r.title)} name={r.name} /> },
        { id: 'type', title: t('type'), wide: true, cell: (r) => <TypeTags types={r.types} /> },
        { id: 'people', title: t('people'), align: 'right', sort: (r) => r.people, cell: (r) => <Door expression={`attr.${nameInRule(r.name)} exists`} title={pick(r.title)}>{f.count(r.people)}</Door> },
        { id: 'coverage', title: t('coverage'), align: 'right', sort: (r) => r.coverage, cell: (r) => <Coverage share={r.coverage} /> },
        { id: 'top', title: t('top'), wide: true, cell: (r) => <Values name={pick(r.title)} top={r.top.map((v) => ({ value: v.value, n: v.people, expression: v.expression }))} min={r.min} max={r.max} mean={r.mean} /> },
        { id: 'updated', title: t('updated'), align: 'right', wide: true, sort: (r) => r.updated_at, cell: (r) => <Time v={r.updated_at} as="relative" /> },
      ]} />
  );
}
