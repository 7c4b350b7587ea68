/* When a segment's entries and exits are recorded: live, daily 03:00, manual (docs/SEGMENTS.md). */
export const modes = ['live', 'daily', 'manual'] as const;
export type Mode = (typeof modes)[number];
export interface Update { mode: Mode; /** HH:MM, of a daily one. */ at: string }

export const DAILY_AT = '03:00';

export function readUpdate(text: string): Update {
  const at = /^daily (([01]\d|2[0-3]):[0-5]\d)$/.exec(text)?.[1];
  return at ? { mode: 'daily', at } : { mode: text === 'manual' ? 'manual' : 'live', at: DAILY_AT };
}
export const writeUpdate = (u: Update): string => (u.mode === 'daily' ? `daily ${u.at}` : u.mode);
