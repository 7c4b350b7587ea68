/* Undo as snapshots: pure.  Edits with the same merge key within MERGE_MS of each other are one step, so that a word
   typed is one step and not its letters.  Selections are not in the snapshots. */
export const STEPS_MAX = 200;
export const MERGE_MS = 1_000;

export interface History<T> { past: readonly T[]; now: T; future: readonly T[]; key: string | null; at: number }

export const begin = <T>(now: T): History<T> => ({ past: [], now, future: [], key: null, at: 0 });

export function record<T>(h: History<T>, next: T, key: string | null, at: number): History<T> {
  if (next === h.now) return h;
  const merged = key !== null && key === h.key && at - h.at < MERGE_MS && h.past.length > 0;
  return { past: merged ? h.past : [...h.past, h.now].slice(-STEPS_MAX), now: next, future: [], key, at };
}
/** Changes what is shown without making a step: the text of a form, the form of a text. */
export const amend = <T>(h: History<T>, f: (now: T) => T): History<T> => {
  const now = f(h.now);
  return now === h.now ? h : { ...h, now };
};
export function undo<T>(h: History<T>): History<T> {
  const before = h.past[h.past.length - 1];
  return before === undefined ? h : { past: h.past.slice(0, -1), now: before, future: [h.now, ...h.future], key: null, at: 0 };
}
export function redo<T>(h: History<T>): History<T> {
  const [after, ...rest] = h.future;
  return after === undefined ? h : { past: [...h.past, h.now], now: after, future: rest, key: null, at: 0 };
}
