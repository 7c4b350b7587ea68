/** Entries that match the words of the question, best first: a word at the start of the title, at the start of a word,
 *  inside, or as scattered letters. The order of equals is kept. */
export function rank<E extends { title: string }>(question: string, entries: readonly E[], text: (e: E) => string): E[] {
  const words = question.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [...entries];
  const scored = entries.map((e, i) => ({ e, i, s: words.map((w) => score(w, e.title.toLowerCase(), text(e).toLowerCase())) }));
  return scored.filter((x) => x.s.every((s) => s > 0)).sort((a, b) => sum(b.s) - sum(a.s) || a.i - b.i).map((x) => x.e);
}
const sum = (a: number[]): number => a.reduce((x, y) => x + y, 0);

function score(w: string, title: string, all: string): number {
  if (title === w) return 6;
  if (title.startsWith(w)) return 5;
  if (new RegExp(`(^|[\\s_\\-/·])${w.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`).test(all)) return 4;
  if (all.includes(w)) return 3;
  let at = -1;
  for (const c of w) { at = title.indexOf(c, at + 1); if (at < 0) return 0; }
  return w.length > 1 ? 1 : 0;
}
