import { useEffect, useState } from 'react';

export type Wait = 'none' | 'skeleton' | 'elapsed' | 'cancel';
const at: [number, Wait][] = [[300, 'skeleton'], [2000, 'elapsed'], [5000, 'cancel']];

/** How long something has been under way, as rule 23 cares: nothing before 300 ms, the time after 2 s, a way out after 5 s. */
export function useWait(busy: boolean): { wait: Wait; seconds: number } {
  const [state, set] = useState<{ wait: Wait; seconds: number }>({ wait: 'none', seconds: 0 });
  useEffect(() => {
    if (!busy) { set({ wait: 'none', seconds: 0 }); return undefined; }
    const start = performance.now();
    const timers = at.map(([ms, wait]) => setTimeout(() => set({ wait, seconds: ms / 1000 }), ms));
    const tick = setInterval(() => set((s) => (s.seconds >= 2 ? { ...s, seconds: Math.round((performance.now() - start) / 1000) } : s)), 1000);
    return () => { timers.forEach(clearTimeout); clearInterval(tick); };
  }, [busy]);
  return state;
}
