import { BarChartOutlined, TableOutlined } from '@/theme/icons';
import { Button, Tooltip } from 'antd';
import { useState, type ReactNode } from 'react';
import { useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { Table } from '@/parts/table/Table';
import type { ChartTable } from './types';
import './Chart.css';

export interface FigureProps {
  /** What the picture shows, in a sentence, for those who cannot see it. */
  label: string;
  /** The same numbers as rows (rule 30). */
  table: ChartTable;
  height?: number | undefined;
  fill?: boolean | undefined;
  /** Left of the toggle: legends, switches. */
  tools?: ReactNode;
  children: ReactNode;
}

/** Any picture with its table one click away: Chart's frame, and that of pictures drawn in HTML. */
export function Figure({ label, table, height, fill, tools, children }: FigureProps) {
  const t = useStrings(common);
  const [asTable, setAsTable] = useState(false);
  const toggle = t(asTable ? 'chart' : 'table');
  return (
    <figure className={fill ? 'chart chart-fill' : 'chart'} aria-label={label}>
      <div className="chart-tools">
        <div className="chart-own">{tools}</div>
        <Tooltip title={toggle}><Button type="text" size="small" aria-label={toggle} aria-pressed={asTable} icon={asTable ? <BarChartOutlined /> : <TableOutlined />} onClick={() => setAsTable(!asTable)} /></Tooltip>
      </div>
      {asTable ? (
        <Table<(string | number | null)[]> dense label={label} rows={table.rows} rowKey={(_, i) => String(i)} {...(height ? { maxHeight: height } : {})} columns={table.columns.map((c, i) => ({ id: String(i), title: c.title, cell: (r) => r[i] ?? '–', ...(c.align ? { align: c.align } : {}) }))} />
      ) : children}
    </figure>
  );
}
