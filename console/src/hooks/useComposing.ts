import { useEffect, useRef } from 'react';

/** How long nothing may change before a question is asked (rule 1). */
export const PAUSE_MS = 400;

/** Is an input method composing?  What it shows meanwhile is not what was typed, and is not asked for. */
export function useComposing(): { readonly current: boolean } {
  const composing = useRef(false);
  useEffect(() => {
    const on = () => { composing.current = true; }, off = () => { composing.current = false; };
    document.addEventListener('compositionstart', on, true);
    document.addEventListener('compositionend', off, true);
    return () => { document.removeEventListener('compositionstart', on, true); document.removeEventListener('compositionend', off, true); };
  }, []);
  return composing;
}
