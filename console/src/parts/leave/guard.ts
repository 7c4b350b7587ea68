/* Who is asked before the page changes: an editor, and perhaps a dialog over it.  history.pushState is replaced once for
   all of them: were each to put its own over the other's, the one that goes first would leave the other's behind for good. */

/** True: held up, and `go` is called when it may be after all. */
export type Guard = (go: () => void) => boolean;
type Push = typeof window.history.pushState;

const guards: Guard[] = [];
let restore: (() => void) | null = null;

function replace(): () => void {
  const own = Object.getOwnPropertyDescriptor(window.history, 'pushState');
  const push = window.history.pushState.bind(window.history) as Push;
  window.history.pushState = (data, unused, url) => {
    const to = new URL(String(url ?? ''), window.location.href);
    const again = () => window.history.pushState(data, unused, url);
    if (to.pathname !== window.location.pathname && [...guards].reverse().some((g) => g(again))) return;
    push(data, unused, url);
  };
  return () => {
    if (own) Object.defineProperty(window.history, 'pushState', own);
    else delete (window.history as { pushState?: Push }).pushState;
  };
}

/** From now until what it returns is called, `g` is asked; the newest first. */
export function guard(g: Guard): () => void {
  guards.push(g);
  restore ??= replace();
  return () => {
    const at = guards.indexOf(g);
    if (at >= 0) guards.splice(at, 1);
    if (guards.length > 0) return;
    restore?.();
    restore = null;
  };
}
