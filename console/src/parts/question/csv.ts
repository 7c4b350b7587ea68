/* Files made in the browser.  CSV is UTF-8 with its mark, so that spreadsheets read Chinese; what they would take for a
   formula gets an apostrophe, and long numbers that are ids stay text the same way (rule 30). */
export type CsvCell = string | number | boolean | null | undefined;

function cell(v: CsvCell): string {
  if (v === null || v === undefined) return '';
  if (typeof v !== 'string') return String(v);
  const safe = /^[=+\-@\t\r]/.test(v) && !/^[+-]?\d+(\.\d+)?$/.test(v) || /^\d{16,}$/.test(v) ? `'${v}` : v;
  return /[",\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
}
export const csvText = (rows: readonly (readonly CsvCell[])[]): string => `\ufeff${rows.map((r) => `${r.map(cell).join(',')}\r\n`).join('')}`;

export function download(name: string, what: Blob): void {
  const a = document.createElement('a');
  a.href = URL.createObjectURL(what);
  a.download = name;
  document.body.append(a);
  a.click();
  a.remove();
  // The browser may begin to read only after this turn.
  setTimeout(() => URL.revokeObjectURL(a.href), 10_000);
}
export const downloadCsv = (name: string, rows: readonly (readonly CsvCell[])[]): void => download(`${name}.csv`, new Blob([csvText(rows)], { type: 'text/csv;charset=utf-8' }));
