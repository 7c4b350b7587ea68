export const spans = ['', '1h', '24h', '7d'] as const;
export type Span = (typeof spans)[number];
const HOURS: Record<Span, number> = { '': 0, '1h': 1, '24h': 24, '7d': 168 };

/** The moment to ask from, to the minute. */
export const sinceOf = (s: Span, now: number): string | undefined =>
  s === '' ? undefined : new Date(Math.floor(now / 60_000) * 60_000 - HOURS[s] * 3_600_000).toISOString();
