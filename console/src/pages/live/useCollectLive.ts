/* The stream of what clients send, as React sees it: a picture at most every FLUSH_MS, however fast it comes. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { listen } from '@/api/stream';
import type { LiveMessage, LivePulse } from '@/api/types';
import { addMessages, addPulse, ROWS_MAX } from './stream';

const FLUSH_MS = 250;

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
    come.current = [];
    setRows([]);
    setWaiting(0);
    setState('opening');
    const end = listen(workspace, {
      clients: { key, id, event, outcome },
      state: (now) => setState(now === 'refused' ? 'cut' : now),
      on: {
        message: (data) => {
          come.current.push(JSON.parse(data) as LiveMessage);
          if (come.current.length > ROWS_MAX) come.current.shift();
          timer.current ??= setTimeout(flush, FLUSH_MS);
        },
        pulse: (data) => { const p = JSON.parse(data) as LivePulse; setPulses((all) => addPulse(all, p)); },
      },
    });
    return () => { end(); clearTimeout(timer.current); timer.current = undefined; };
  }, [workspace, key, id, event, outcome, flush]);

  const clear = useCallback(() => { come.current = []; setWaiting(0); setRows([]); }, []);
  return { rows, pulses, state, waiting, clear };
}
