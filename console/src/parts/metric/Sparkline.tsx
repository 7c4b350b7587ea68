import './Sparkline.css';

export interface SparklineProps {
  values: readonly (number | null)[];
  /** The comparison, drawn dotted beneath. */
  previous?: readonly (number | null)[] | null | undefined;
  width?: number;
  height?: number;
  /** Spoken description; without it the picture is decoration. */
  label?: string;
  /** The last value is unfinished (today): its piece is dashed (rule 13). */
  openEnd?: boolean;
}

/** Polyline pieces of a series, broken at nulls; y grows downwards, ends keep half a stroke of room. */
export function lines(values: readonly (number | null)[], w: number, h: number, lo: number, hi: number): [number, number][][] {
  const step = values.length > 1 ? (w - 4) / (values.length - 1) : 0;
  const out: [number, number][][] = [];
  let piece: [number, number][] = [];
  values.forEach((v, i) => {
    if (v === null) { if (piece.length) out.push(piece); piece = []; return; }
    piece.push([2 + i * step, hi > lo ? h - 2 - ((v - lo) / (hi - lo)) * (h - 4) : h / 2]);
  });
  if (piece.length) out.push(piece);
  return out;
}
const path = (piece: [number, number][]): string => piece.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');

/** A trend the size of a word, as plain SVG. */
export function Sparkline({ values, previous, width = 120, height = 32, label, openEnd }: SparklineProps) {
  const all = [...values, ...(previous ?? [])].filter((v): v is number => v !== null);
  if (all.length === 0) return <span className="sparkline-none" style={{ width, height }} />;
  const lo = Math.min(...all), hi = Math.max(...all);
  const main = lines(values, width, height, lo, hi);
  const last = main[main.length - 1];
  const split = openEnd && last && last.length > 1 ? last.slice(-2) : null;
  if (split && last) last.pop();
  const end = split?.[1] ?? last?.[last.length - 1];
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} preserveAspectRatio="none" {...(label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true })}>
      {previous && lines(previous, width, height, lo, hi).map((q, i) => <path key={i} d={path(q)} className="sparkline-previous" />)}
      {main.map((q, i) => <path key={i} d={path(q)} className="sparkline-main" />)}
      {split && <path d={path(split)} className="sparkline-main sparkline-open" />}
      {end && <circle cx={end[0]} cy={end[1]} r="2" className="sparkline-dot" />}
    </svg>
  );
}
