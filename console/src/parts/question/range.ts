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

const words = { 'today': 'today', 'yesterday': 'yesterday', 'this week': 'thisWeek', 'previous week': 'previousWeek', 'this month': 'thisMonth', 'previous month': 'previousMonth', 'this year': 'thisYear', 'previous year': 'previousYear' } as const;
const units = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;
export type WindowParts = { word: (typeof words)[keyof typeof words] } | { n: number; full: boolean; unit: (typeof units)[number] } | { from: string; to?: undefined } | { from?: undefined; to: string } | { from: string; to: string };
/** A window of the language, taken apart to be said in words; null: not that. */
export function windowOf(text: string): WindowParts | null {
  const s = text.trim().toLowerCase().replace(/\s+/g, ' ');
  const word = words[s as keyof typeof words];
  if (word) return { word };
  const last = /^last (\d+) (full )?([a-z]+?)s?$/.exec(s), unit = units.find((u) => u === last?.[3]);
  if (last && unit) return { n: Number(last[1]), full: last[2] !== undefined, unit };
  const between = /^between (\S+) and (\S+)$/.exec(s), since = /^since (\S+)$/.exec(s), before = /^before (\S+)$/.exec(s);
  if (between?.[1] && between[2]) return { from: between[1], to: between[2] };
  return since?.[1] ? { from: since[1] } : before?.[1] ? { to: before[1] } : null;
}
