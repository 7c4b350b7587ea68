import { lazy, Suspense, type ReactNode } from 'react';
import { Loading } from '@/parts/feedback/Loading';
import { Figure } from './Figure';
import type { ChartClick, ChartTable, MakeOption } from './types';

const EChart = lazy(() => import('./EChart'));

export interface ChartProps {
  option: MakeOption;
  /** What the picture shows, in a sentence, for those who cannot see it. */
  label: string;
  /** The same numbers as rows (rule 30). */
  table: ChartTable;
  height?: number;
  /** Takes the room of its container, `height` at least. */
  fill?: boolean;
  onClick?: (e: ChartClick) => void;
  empty?: ReactNode;
  /** Left of the toggle: legends, switches. */
  tools?: ReactNode;
}

/** A picture with its table one click away. */
export function Chart({ option, label, table, height = 260, fill, onClick, empty, tools }: ChartProps) {
  if (table.rows.length === 0 && empty) return <>{empty}</>;
  return (
    <Figure label={label} table={table} height={height} fill={fill} tools={tools}>
      <div role="img" aria-label={label} className="chart-picture" style={{ minHeight: height }}><Suspense fallback={<Loading shape="chart" />}><EChart option={option} height={fill ? '100%' : height} onClick={onClick} /></Suspense></div>
    </Figure>
  );
}
