/* When: a window of the language ("last 30 days") or days of the workspace's calendar, both included. No range is all time. */
export type Range = string | { from?: string; to?: string };

export const presets = ['last 7 days', 'last 30 days', 'last 90 days', 'last 180 days', 'last 365 days', 'this month', 'previous month', 'this year'] as const;
export type Preset = (typeof presets)[number];
export const isPreset = (r: Range | undefined): r is Preset => typeof r === 'string' && (presets as readonly string[]).includes(r);

const day = /^\d{4}-\d\d-\d\d/;
export function readRange(v: unknown): Range | undefined {
  if (typeof v === 'string' && v.trim() !== '') return v;
  if (typeof v !== 'object' || v === null) return undefined;
  const { from, to } = v as { from?: unknown; to?: unknown };
  const one = (x: unknown): x is string => typeof x === 'string' && day.test(x);
  return one(from) || one(to) ? { ...(one(from) ? { from } : {}), ...(one(to) ? { to } : {}) } : undefined;
}
