/** Where to go after login: only an address of this console, never another site's. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/';
}

let held: string | null = null;

/** The token of a login link. It is taken out of the address, so that it stays in no history, and kept until it is used: React
 *  may begin a render anew, and taking it out of the address is a reason to. */
export function takeToken(): string | null {
  const m = /^#token=([\w.~-]+)$/.exec(window.location.hash);
  if (m) {
    held = m[1] ?? null;
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
  }
  return held;
}

/** It has been sent: a link works once. */
export function dropToken(): void { held = null; }
