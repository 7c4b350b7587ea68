import type { ReactNode } from 'react';
import type { Section } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { shown, textOf } from './cells';

const words = new Set(['text', 'title', 'date']);

export interface SectionTableProps {
  section: Section | undefined;
  leave?: readonly string[];
  maxHeight?: number;
  /** Instead of the plain figure of a column: a door, a tag; of the row of that number. */
  draw?: Partial<Record<string, (row: number, plain: string) => ReactNode>>;
}

/** A section as a table: nothing is drawn of an empty one. */
export function SectionTable({ section, leave = [], maxHeight, draw }: SectionTableProps) {
  const f = useFormat(), pick = usePick();
  if (!section || section.rows.length === 0) return null;
  const title = pick(section.title);
  return (
    <Card flush title={title}>
      <Table<Section['rows'][number]> dense label={title} rows={section.rows} rowKey={(_, i) => String(i)} {...(maxHeight ? { maxHeight } : {})}
        columns={shown(section).filter((c) => !leave.includes(c.id)).map((c) => ({
          id: c.id, title: pick(c.title), ...(words.has(c.type) ? {} : { align: 'right' as const }), cell: (row, i) => { const plain = textOf(row[c.i] ?? null, c.type, f, pick); return draw?.[c.id]?.(i, plain) ?? plain; },
        }))} />
    </Card>
  );
}
