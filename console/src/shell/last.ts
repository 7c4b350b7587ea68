const STORED = 'shoal.workspace';
export function lastWorkspace(): string | null {
  try { return localStorage.getItem(STORED); } catch { return null; }
}
export function rememberWorkspace(slug: string): void {
  try { localStorage.setItem(STORED, slug); } catch { /* storage refused: the first one is opened next time */ }
}
