/* What arrives with one key: the server's event stream of messages, which begins with those of just now. */
import { useCallback, useEffect, useState } from 'react';
import { listen } from '@/api/stream';
import { useWorkspace } from '@/hooks/workspace';

export interface Arrival {
  n: number; at: string; protocol: string; outcome: 'taken' | 'rejected'; event: string; library: string;
  ids: { type: string; value: string }[];
  problem: { detail?: string; hint?: string } | null;
}
export interface Arrivals { taken: Arrival | null; rejected: Arrival | null; nTaken: number; nRejected: number; cut: boolean }

const NOTHING: Arrivals = { taken: null, rejected: null, nTaken: 0, nRejected: 0, cut: false };

/** After a gap the server tells the last ones again: each counts once. */
export function add(a: Arrivals, m: Arrival): Arrivals {
  const last = Math.max(a.taken?.n ?? -1, a.rejected?.n ?? -1);
  if (m.n <= last) return a;
  return m.outcome === 'taken' ? { ...a, taken: m, nTaken: a.nTaken + 1 } : { ...a, rejected: m, nRejected: a.nRejected + 1 };
}

export function useArrivals(key: string | null): Arrivals & { again: () => void } {
  const { slug } = useWorkspace();
  const [state, set] = useState<Arrivals>(NOTHING);
  const [round, next] = useState(0);
  useEffect(() => { set(NOTHING); }, [slug, key]);
  useEffect(() => {
    if (!key) return undefined;
    return listen(slug, {
      clients: { key },
      state: (now) => { if (now === 'open' || now === 'refused') set((a) => ({ ...a, cut: now === 'refused' })); },
      on: { message: (data) => { const m = JSON.parse(data) as Arrival; set((a) => add(a, m)); } },
    });
  }, [slug, key, round]);
  return { ...state, again: useCallback(() => next((n) => n + 1), []) };
}
