import { useRef } from 'react';
import { useLeave } from './useLeave';

/** A dialog with fields: closing it asks when they hold something else than they began with.  While it is `busy`, what they
 *  hold is on its way, and nobody is asked. */
export function useHeld(holds: unknown, busy = false) {
  const now = JSON.stringify(holds) as string | undefined;
  const first = useRef(now);
  if (now === undefined) first.current = undefined; // closed, or nothing to hold
  else first.current ??= now;
  return useLeave(!busy && now !== first.current, () => undefined, false);
}
