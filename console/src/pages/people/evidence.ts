import type { Evidence } from '@/api/types';

/** One line for what came of one message for one reason: a claim moves many stretches of a device at once. */
export function foldEvidence(all: readonly Evidence[]): { of: Evidence; more: number }[] {
  const out: { of: Evidence; more: number }[] = [];
  for (const e of all) {
    const last = out[out.length - 1];
    if (last && last.of.lsn === e.lsn && last.of.cause === e.cause && last.of.time === e.time && last.of.a?.subject === e.a?.subject && last.of.b?.subject === e.b?.subject) last.more++;
    else out.push({ of: e, more: 0 });
  }
  return out;
}
