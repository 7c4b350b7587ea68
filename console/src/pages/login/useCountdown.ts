import { useEffect, useState } from 'react';

/** Seconds left of a wait; starts again whenever `restart` changes. */
export function useCountdown(seconds: number | undefined, restart: unknown): number {
  const [left, set] = useState(0);
  useEffect(() => {
    if (!seconds) { set(0); return undefined; }
    const until = performance.now() + seconds * 1000;
    const tick = () => set(Math.max(0, Math.ceil((until - performance.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [seconds, restart]);
  return left;
}
