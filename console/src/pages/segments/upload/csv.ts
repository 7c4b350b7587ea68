/* Lines of cells: RFC 4180, and what spreadsheets make of it. */
export type Separator = ',' | ';' | '\t';
const separators: readonly Separator[] = [',', ';', '\t'];

/** The records of a text; a blank line is one empty cell.  Without a separator each line is one cell.  A quote that is never
 *  closed is an ordinary character: it must not swallow the rest of the file. */
export function readCsv(text: string, separator: Separator | null): string[][] {
  const rows: string[][] = [], n = text.length;
  let row: string[] = [], i = text.startsWith('\ufeff') ? 1 : 0;
  const ends = (c: string | undefined) => c === undefined || c === '\n' || c === '\r' || c === separator;
  while (i < n || row.length > 0) {
    let value = '';
    if (text[i] === '"') {
      let end = i + 1;
      while ((end = text.indexOf('"', end)) >= 0 && text[end + 1] === '"') end += 2;
      if (end >= 0) {
        value = text.slice(i + 1, end).replaceAll('""', '"');
        i = end + 1;
      }
    }
    const from = i;
    while (!ends(text[i])) i++;
    row.push(value + text.slice(from, i));
    if (i < n && text[i] === separator) { i++; continue; }
    rows.push(row);
    row = [];
    if (text[i] === '\r' && text[i + 1] === '\n') i++;
    i++;
  }
  return rows;
}

const SAMPLE = 65_536;
const isBlank = (row: readonly string[]): boolean => row.every((c) => c.trim() === '');

/** The separator with which most lines have as many cells as each other; null for one value a line. */
export function guessSeparator(text: string): Separator | null {
  const cut = text.length > SAMPLE ? text.slice(0, text.lastIndexOf('\n', SAMPLE) + 1 || SAMPLE) : text;
  let best: { separator: Separator; share: number; cells: number } | null = null;
  for (const separator of separators) {
    const rows = readCsv(cut, separator).filter((r) => !isBlank(r));
    const times = new Map<number, number>();
    for (const r of rows) times.set(r.length, (times.get(r.length) ?? 0) + 1);
    const [cells, most] = [...times].reduce((a, b) => (b[1] > a[1] ? b : a), [1, 0]);
    const share = most / rows.length;
    if (cells >= 2 && share >= 0.6 && (!best || share > best.share || (share === best.share && cells > best.cells))) best = { separator, share, cells };
  }
  return best?.separator ?? null;
}

/** The table of a text.  Values beside each other on the only line are a list as well: one a row then. */
export function readTable(text: string): string[][] {
  const rows = readCsv(text, guessSeparator(text));
  const filled = rows.filter((r) => !isBlank(r));
  return filled.length === 1 && filled[0] && filled[0].length > 1 ? filled[0].map((c) => [c]) : rows;
}
