import type { DiffLine } from '@/api/types';

/** Lines only in a (-), only in b (+), in both ( ), by the longest common subsequence. For documents of some hundred lines. */
export function diffLines(a: string, b: string): DiffLine[] {
  const x = a.replace(/\n$/, '').split('\n'), y = b.replace(/\n$/, '').split('\n');
  const long: number[][] = Array.from({ length: x.length + 1 }, () => new Array<number>(y.length + 1).fill(0));
  const at = (i: number, j: number): number => long[i]?.[j] ?? 0;
  for (let i = x.length - 1; i >= 0; i--) for (let j = y.length - 1; j >= 0; j--) (long[i] as number[])[j] = x[i] === y[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const out: DiffLine[] = [];
  let i = 0, j = 0;
  while (i < x.length || j < y.length) {
    if (i < x.length && j < y.length && x[i] === y[j]) { out.push({ op: ' ', text: x[i++] as string }); j++; }
    else if (j >= y.length || (i < x.length && at(i + 1, j) >= at(i, j + 1))) out.push({ op: '-', text: x[i++] as string });
    else out.push({ op: '+', text: y[j++] as string });
  }
  return out;
}

export type Piece = { lines: DiffLine[] } | { skipped: number };
/** Changed lines with `around` lines of context; what is left out is counted. */
export function folded(lines: readonly DiffLine[], around = 2): Piece[] {
  const near = lines.map((_, i) => lines.slice(Math.max(0, i - around), i + around + 1).some((l) => l.op !== ' '));
  const out: Piece[] = [];
  lines.forEach((line, i) => {
    const last = out[out.length - 1];
    if (near[i]) { if (last && 'lines' in last) last.lines.push(line); else out.push({ lines: [line] }); }
    else if (last && 'skipped' in last) last.skipped++;
    else out.push({ skipped: 1 });
  });
  return out;
}
export const changedLines = (lines: readonly DiffLine[]): number => lines.filter((l) => l.op !== ' ').length;
