/* Replaying everything that filters let through, a page at a time: each answer says where to go on. */
import { useCallback, useRef, useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { ops } from '@/api/ops';

export interface Run { n: number; taken: number; left: number; busy: boolean; error: unknown }

export function useReplayAll(workspace: string): { run: Run | null; start: (filters: Record<string, string | undefined>, n: number) => void; stop: () => void; close: () => void } {
  const client = useQueryClient();
  const [run, set] = useState<Run | null>(null);
  const stopped = useRef(false);
  const start = useCallback((filters: Record<string, string | undefined>, n: number) => {
    stopped.current = false;
    const go = async () => {
      let taken = 0, left = 0, cursor: string | null = null, error: unknown = null;
      set({ n, taken, left, busy: true, error });
      try {
        do {
          const r: Awaited<ReturnType<typeof ops.replayDeadLetters>> = await ops.replayDeadLetters({ workspace }, { query: { ...filters, cursor } });
          taken += r.taken; left += r.left; cursor = r.next;
          set({ n, taken, left, busy: true, error });
        } while (cursor !== null && !stopped.current);
      } catch (e) { error = e; }
      set({ n, taken, left, busy: false, error });
      for (const op of ['listDeadLetters', 'listDeadReasons']) void client.invalidateQueries({ queryKey: [op] });
    };
    void go();
  }, [workspace, client]);
  return { run, start, stop: () => { stopped.current = true; }, close: () => set(null) };
}
