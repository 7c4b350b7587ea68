/* Who began so late that their window is not over: what they do tomorrow is not in the numbers yet (rule 13). */
import { readSpan, type SpanUnit } from '@/parts/question/span';
import type { Range } from '@/parts/question/range';

const ms: Record<SpanUnit, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };
export const spanMs = (text: string): number | null => { const s = readSpan(text); return s && s.n * ms[s.unit]; };

/** The first day whose windows are still open, as of the answer; null when the range ends before it. `dayOf` is the workspace's. */
export function openFrom(range: Range | undefined, within: string, asOf: string, dayOf: (iso: string) => string): string | null {
  const span = spanMs(within);
  if (span === null) return null;
  const day = dayOf(new Date(Date.parse(asOf) - span).toISOString());
  if (typeof range === 'object' && range.to !== undefined && range.to.slice(0, 10) < day) return null;
  if (range === 'previous month' && `${dayOf(asOf).slice(0, 7)}-01` <= day) return null;
  return day;
}
