import type { EChartsOption } from 'echarts';
import type { Format } from '@/i18n/useFormat';
import type { Tokens } from '@/theme/tokens';

export interface ChartContext { tokens: Tokens; format: Format; dark: boolean }
/** Built anew on theme or language change; keep it stable with useCallback otherwise. */
export type MakeOption = (c: ChartContext) => EChartsOption;

export interface ChartClick { seriesName: string | undefined; seriesIndex: number | undefined; name: string; dataIndex: number; data: unknown; dataType: string | undefined }
export interface ChartTable { columns: { title: string; align?: 'right' }[]; rows: (string | number | null)[][] }
