import { BarChartOutlined, TableOutlined } from '@ant-design/icons';
import { Button, Tooltip } from 'antd';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { Loading } from '@/parts/feedback/Loading';
import { Table } from '@/parts/table/Table';
import type { ChartClick, ChartTable, MakeOption } from './types';
import './Chart.css';

const EChart = lazy(() => import('./EChart'));

export interface ChartProps {
  option: MakeOption;
  /** What the picture shows, in a sentence, for those who cannot see it. */
  label: string;
  /** The same numbers as rows (rule 30). */
  table: ChartTable;
  height?: number;
  onClick?: (e: ChartClick) => void;
  empty?: ReactNode;
  /** Left of the toggle: legends, switches. */
  tools?: ReactNode;
}

/** A picture with its table one click away. */
export function Chart({ option, label, table, height = 260, onClick, empty, tools }: ChartProps) {
  const t = useStrings(common);
  const [asTable, setAsTable] = useState(false);
  if (table.rows.length === 0 && empty) return <>{empty}</>;
  const toggle = t(asTable ? 'chart' : 'table');
  return (
    <figure className="chart" aria-label={label}>
      <div className="chart-tools">
        <div className="chart-own">{tools}</div>
        <Tooltip title={toggle}><Button type="text" size="small" aria-label={toggle} aria-pressed={asTable} icon={asTable ? <BarChartOutlined /> : <TableOutlined />} onClick={() => setAsTable(!asTable)} /></Tooltip>
      </div>
      {asTable ? (
        <Table<(string | number | null)[]> dense label={label} rows={table.rows} rowKey={(_, i) => String(i)} maxHeight={height} columns={table.columns.map((c, i) => ({ id: String(i), title: c.title, cell: (r) => r[i] ?? '–', ...(c.align ? { align: c.align } : {}) }))} />
      ) : (
        <div role="img" aria-label={label} style={{ minHeight: height }}><Suspense fallback={<Loading shape="chart" />}><EChart option={option} height={height} onClick={onClick} /></Suspense></div>
      )}
    </figure>
  );
}
