export const isSlug = (s: string): boolean => /^[a-z][a-z0-9_-]{0,63}$/.test(s);

/** A slug out of a title: its Latin letters and digits; a Chinese title has none, so it gets a dated one to change. */
export function slugFrom(title: string, now: Date = new Date()): string {
  const s = title.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^[^a-z]+|-+$/g, '').slice(0, 48);
  if (s.length >= 2) return s;
  return `segment-${now.toISOString().slice(2, 10).replace(/-/g, '')}-${now.toISOString().slice(11, 16).replace(':', '')}`;
}
