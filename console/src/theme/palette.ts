/* Colours for classes and labels on coloured grounds. */
import type { Tokens } from './tokens';

const hex = (c: string): [number, number, number] => [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16)) as [number, number, number];
const linear = (v: number): number => (v <= 10.31 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4);
export function luminance(c: string): number {
  const [r, g, b] = hex(c);
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}
/** WCAG 2 contrast of two #rrggbb colours. */
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(a), luminance(b)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}
/** An ink with at least 4.5:1 on this ground: the text colour, white, or, between the two, black. */
export const inkOn = (ground: string): string => ['#17202B', '#FFFFFF'].find((ink) => contrast(ground, ink) >= 4.5) ?? '#000000';

/** A step of the one-hue ramp for a share 0..1. */
export const heat = (share: number, t: Tokens): string => t.sequential[Math.max(0, Math.min(6, Math.floor(share * 7)))] as string;

function between(a: string, b: string, k: number): string {
  const x = hex(a), y = hex(b);
  return `#${x.map((v, i) => Math.round(v + ((y[i] as number) - v) * k).toString(16).padStart(2, '0')).join('')}`;
}

/** Colours for n classes in order. 'ramp': steps of one hue (AIPL, tiers, anything ordered, and whatever has more than
 *  six classes); 'categorical': six different hues. */
export function classColours(n: number, kind: 'ramp' | 'categorical', t: Tokens): string[] {
  if (kind === 'categorical' && n <= 6) return t.categorical.slice(0, n);
  const from = 1, to = 6;
  return Array.from({ length: n }, (_, i) => {
    const at = n === 1 ? 4 : from + ((to - from) * i) / (n - 1);
    const low = Math.floor(at);
    return low >= 6 ? (t.sequential[6] as string) : between(t.sequential[low] as string, t.sequential[low + 1] as string, at - low);
  });
}
