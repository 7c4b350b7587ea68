/* Event streams of a tab that nobody looks at are closed: a browser has six connections to a server over HTTP/1.1, all its tabs
   together, and a stream takes one of them for good. */

/** A moment in another tab costs nothing. */
const LINGER_MS = 20_000;

/** Calls `open` now and whenever the tab is shown again; what it returned is called when the tab has been hidden for a while, and at the end. */
export function whileShown(open: () => () => void, doc: Document = document): () => void {
  let close: (() => void) | null = null, timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (doc.visibilityState === 'hidden') timer = setTimeout(() => { close?.(); close = null; }, LINGER_MS);
    else close ??= open();
  };
  close = open();
  look();
  doc.addEventListener('visibilitychange', look);
  return () => { clearTimeout(timer); doc.removeEventListener('visibilitychange', look); close?.(); close = null; };
}
