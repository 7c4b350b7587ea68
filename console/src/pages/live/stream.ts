/* What the live view keeps of the stream: pure.  Rows newest first and bounded; a stream that comes back tells the last
   messages again, so a message is known by its number and moment (numbers begin anew with the server). */
import type { LiveMessage, LivePulse } from '@/api/types';

export const ROWS_MAX = 500;
export const SECONDS = 60;

export const idOf = (m: LiveMessage): string => `${m.n}@${m.at}`;

/** `come` in the order of arrival. */
export function addMessages(rows: readonly LiveMessage[], come: readonly LiveMessage[]): readonly LiveMessage[] {
  const known = new Set(rows.map(idOf)), fresh: LiveMessage[] = [];
  for (const m of come) {
    const id = idOf(m);
    if (!known.has(id)) { known.add(id); fresh.push(m); }
  }
  return fresh.length === 0 ? rows : [...fresh.reverse(), ...rows].slice(0, ROWS_MAX);
}

export const addPulse = (pulses: readonly LivePulse[], p: LivePulse): readonly LivePulse[] => [...pulses, p].slice(-SECONDS - 1);

export interface Rate { taken: number; rejected: number; refused: number }
/** How many came in each second between two pulses; null where nobody knows: totals that fell belong to a server that was
 *  started anew, and across a gap there is only an average. */
export function rates(pulses: readonly LivePulse[]): (Rate | null)[] {
  return pulses.slice(1).map((b, i) => {
    const a = pulses[i] as LivePulse;
    const seconds = (Date.parse(b.at) - Date.parse(a.at)) / 1000;
    const of = (k: keyof Rate) => b[k] - a[k];
    if (!(seconds > 0) || seconds > 10 || of('taken') < 0 || of('rejected') < 0 || of('refused') < 0) return null;
    return { taken: of('taken') / seconds, rejected: of('rejected') / seconds, refused: of('refused') / seconds };
  });
}
/** What came between the first pulse kept and the last. */
export function since(pulses: readonly LivePulse[]): Rate {
  const sum = { taken: 0, rejected: 0, refused: 0 };
  pulses.slice(1).forEach((b, i) => {
    const a = pulses[i] as LivePulse;
    for (const k of ['taken', 'rejected', 'refused'] as const) sum[k] += Math.max(0, b[k] - a[k]);
  });
  return sum;
}
