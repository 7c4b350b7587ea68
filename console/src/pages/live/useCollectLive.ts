/* The stream of what clients send, as React sees it: a picture at most every FLUSH_MS, however fast it comes. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { collectLiveUrl, ops } from '@/api/ops';
import type { LiveMessage, LivePulse } from '@/api/types';
import { whileShown } from '@/api/whileShown';
import { addMessages, addPulse, ROWS_MAX } from './stream';

const FLUSH_MS = 250;
const AGAIN_MS = [1_000, 2_000, 5_000, 10_000];

export type LiveState = 'opening' | 'open' | 'cut';
export interface CollectLive {
  rows: readonly LiveMessage[];
  pulses: readonly LivePulse[];
  state: LiveState;
  /** Came while it was paused, at most ROWS_MAX. */
  waiting: number;
  clear: () => void;
}

export function useCollectLive(workspace: string, filters: { key: string; id: string; event: string; outcome: string }, paused: boolean): CollectLive {
  const { key, id, event, outcome } = filters;
  const [rows, setRows] = useState<readonly LiveMessage[]>([]);
  const [pulses, setPulses] = useState<readonly LivePulse[]>([]);
  const [state, setState] = useState<LiveState>('opening');
  const [waiting, setWaiting] = useState(0);
  const come = useRef<LiveMessage[]>([]), stopped = useRef(paused), timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  stopped.current = paused;

  const flush = useCallback(() => {
    timer.current = undefined;
    if (stopped.current) { setWaiting(come.current.length); return; }
    const batch = come.current;
    come.current = [];
    setWaiting(0);
    if (batch.length > 0) setRows((r) => addMessages(r, batch));
  }, []);
  useEffect(() => { if (!paused) flush(); }, [paused, flush]);

  useEffect(() => {
    let source: EventSource | null = null, again: ReturnType<typeof setTimeout> | undefined, tries = 0;
    come.current = [];
    setRows([]);
    setWaiting(0);
    setState('opening');
    const open = () => {
      source = new EventSource(collectLiveUrl(workspace, { key, id, event, outcome }));
      source.onopen = () => { tries = 0; setState('open'); };
      source.addEventListener('message', (e) => {
        come.current.push(JSON.parse((e as MessageEvent<string>).data) as LiveMessage);
        if (come.current.length > ROWS_MAX) come.current.shift();
        timer.current ??= setTimeout(flush, FLUSH_MS);
      });
      source.addEventListener('pulse', (e) => { const p = JSON.parse((e as MessageEvent<string>).data) as LivePulse; setPulses((all) => addPulse(all, p)); });
      source.onerror = () => {
        setState('cut');
        if (source?.readyState !== EventSource.CLOSED) return; // it comes back by itself
        // It was refused: a session that is over is found out by asking anything.
        void ops.me({}).catch(() => undefined);
        again = setTimeout(open, AGAIN_MS[Math.min(tries++, AGAIN_MS.length - 1)]);
      };
    };
    const end = whileShown(() => { open(); return () => { clearTimeout(again); source?.close(); setState('opening'); }; });
    return () => { end(); clearTimeout(timer.current); timer.current = undefined; };
  }, [workspace, key, id, event, outcome, flush]);

  const clear = useCallback(() => { come.current = []; setWaiting(0); setRows([]); }, []);
  return { rows, pulses, state, waiting, clear };
}
