import type { Section } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { shown, textOf } from './cells';

const words = new Set(['text', 'title', 'date']);

/** A section as a table: nothing is drawn of an empty one. */
export function SectionTable({ section, leave = [], maxHeight }: { section: Section | undefined; leave?: readonly string[]; maxHeight?: number }) {
  const f = useFormat(), pick = usePick();
  if (!section || section.rows.length === 0) return null;
  const title = pick(section.title);
  return (
    <Card flush title={title}>
      <Table<Section['rows'][number]> dense label={title} rows={section.rows} rowKey={(_, i) => String(i)} {...(maxHeight ? { maxHeight } : {})}
        columns={shown(section).filter((c) => !leave.includes(c.id)).map((c) => ({
          id: c.id, title: pick(c.title), ...(words.has(c.type) ? {} : { align: 'right' as const }), cell: (row) => textOf(row[c.i] ?? null, c.type, f, pick),
        }))} />
    </Card>
  );
}
