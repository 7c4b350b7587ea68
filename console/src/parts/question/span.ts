/* Spans of elapsed time as questions write them: "7 days", "36h", "30m". */
export const spanUnits = ['minute', 'hour', 'day', 'week'] as const;
export type SpanUnit = (typeof spanUnits)[number];
export interface Span { n: number; unit: SpanUnit }

const letters: Record<string, SpanUnit> = { m: 'minute', h: 'hour', d: 'day', w: 'week' };

/** null: not a span this can show (seconds, nonsense). */
export function readSpan(text: string): Span | null {
  const m = /^\s*(\d{1,6})\s*(m|h|d|w|minute|hour|day|week)s?\s*$/.exec(text);
  if (!m || Number(m[1]) === 0) return null;
  const word = m[2] as string;
  return { n: Number(m[1]), unit: letters[word] ?? (word as SpanUnit) };
}
export const writeSpan = ({ n, unit }: Span): string => `${n} ${unit}${n === 1 ? '' : 's'}`;
