/* The brand's colour, made readable: on it, and as text on the pages, by WCAG's luminance. */
type Rgb = [number, number, number];

const parse = (hex: string): Rgb => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16)) as Rgb;
const hex = (c: Rgb): string => `#${c.map((v) => Math.round(v).toString(16).padStart(2, '0')).join('')}`;
const mix = (a: Rgb, b: Rgb, t: number): Rgb => a.map((v, i) => v + ((b[i] as number) - v) * t) as Rgb;

function luminance(c: Rgb): number {
  const [r, g, b] = c.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4)) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
export function contrast(a: string, b: string): number {
  const [x, y] = [luminance(parse(a)), luminance(parse(b))].sort((m, n) => n - m) as [number, number];
  return (x + 0.05) / (y + 0.05);
}

/** The colour moved towards `to` until it can be read on `ground`. */
function readable(color: string, ground: string, to: string): string {
  for (let t = 0; t <= 1; t += 0.04) {
    const c = hex(mix(parse(color), parse(to), t));
    if (contrast(c, ground) >= 4.6) return c;
  }
  return to;
}

export interface Shades { deep: string; deepEnd: string; ink: string; inkDark: string }

/** deep … deepEnd: grounds for white text; ink: text on light pages, inkDark: on dark ones. */
export function shades(color: string): Shades {
  const deep = readable(color, '#ffffff', '#000000');
  return { deep, deepEnd: hex(mix(parse(deep), [0, 0, 0], 0.3)), ink: readable(color, '#f1f3f2', '#000000'), inkDark: readable(color, '#222928', '#ffffff') };
}
