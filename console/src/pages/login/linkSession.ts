/* A session begun by a login link may set a password without knowing the old one; the account page asks accordingly. */
const KEY = 'shoal.byLink';
export function markLinkSession(): void {
  try { sessionStorage.setItem(KEY, '1'); } catch { /* storage refused: the old password is asked for */ }
}
export function isLinkSession(): boolean {
  try { return sessionStorage.getItem(KEY) === '1'; } catch { return false; }
}
export function clearLinkSession(): void {
  try { sessionStorage.removeItem(KEY); } catch { /* nothing was kept */ }
}
