/** Where to go after login: only an address of this console, never another site's. */
export function nextPath(search: string): string {
  const next = new URLSearchParams(search).get('next') ?? '/';
  return /^\/(?![/\\])/.test(next) && !next.startsWith('/login') ? next : '/';
}

/** The token of a login link, once: it is taken out of the address, so that it stays in no history. */
export function takeToken(): string | null {
  const m = /^#token=([\w.~-]+)$/.exec(window.location.hash);
  if (!m) return null;
  window.history.replaceState(null, '', window.location.pathname + window.location.search);
  return m[1] ?? null;
}
