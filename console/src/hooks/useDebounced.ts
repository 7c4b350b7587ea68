import { useEffect, useRef, useState } from 'react';

/** The value as it was after `ms` without a change; `then` hears of each settled value. */
export function useDebounced<T>(value: T, ms: number, then?: (v: T) => void): T {
  const [settled, set] = useState(value);
  const after = useRef(then);
  after.current = then;
  const first = useRef(true);
  useEffect(() => {
    if (first.current) { first.current = false; return undefined; }
    const timer = setTimeout(() => { set(value); after.current?.(value); }, ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return settled;
}
