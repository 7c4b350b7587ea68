/* The timeline as people read it: by day, with runs of the same event folded into one line. */
import type { PersonEvent } from '@/api/types';

export interface Run { key: string; events: PersonEvent[] }
export interface DayOfEvents { day: string; runs: Run[] }

/** Events newest first; `dayOf` gives the civil day in the workspace's zone ('' for events without a time). */
export function foldEvents(events: readonly PersonEvent[], dayOf: (e: PersonEvent) => string): DayOfEvents[] {
  const out: DayOfEvents[] = [];
  for (const e of events) {
    const day = dayOf(e);
    let last = out[out.length - 1];
    if (!last || last.day !== day) out.push((last = { day, runs: [] }));
    const run = last.runs[last.runs.length - 1];
    if (run && run.events[0]?.event === e.event) run.events.push(e);
    else last.runs.push({ key: `${e.lsn}`, events: [e] });
  }
  return out;
}

/** Where the class differs from the one before, oldest first; the first entry counts as a change. */
export function changesOf<C extends { class: string | null }>(history: readonly C[]): C[] {
  return history.filter((h, i) => i === 0 || h.class !== history[i - 1]?.class);
}
