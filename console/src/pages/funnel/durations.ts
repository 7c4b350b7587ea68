/* Bins of durations as people say them. */
import type { Locale } from '@/api/types';
import { seconds } from '@/i18n/format';

const units = [{ s: 86_400, zh: '天', en: 'd' }, { s: 3600, zh: '小时', en: 'h' }, { s: 60, zh: '分钟', en: 'min' }, { s: 1, zh: '秒', en: 's' }] as const;
type Unit = (typeof units)[number];
/** The unit in which it is a whole number and how people would say it; none: it takes two. */
const unitOf = (s: number): Unit | undefined => { const u = units.find((x) => s >= x.s); return u && s % u.s === 0 ? u : undefined; };

/** A border: 5 min, 10 min 30 s. */
export function duration(s: number, lang: Locale): string {
  const u = unitOf(s);
  return s === 0 ? '0' : u ? `${s / u.s} ${u[lang]}` : seconds(s, lang);
}

/** A bin: 5 – 10 min, 30 s – 1 min, under 1 min; 5–10 分钟, 30 秒 – 1 分钟, 不到 1 分钟. */
export function durations(from: number, to: number, lang: Locale): string {
  if (from === 0) return `${lang === 'zh' ? '不到' : 'under'} ${duration(to, lang)}`;
  const a = unitOf(from), b = unitOf(to);
  if (a && a === b) return lang === 'zh' ? `${from / a.s}–${to / a.s} ${a.zh}` : `${from / a.s} – ${to / a.s} ${a.en}`;
  return `${duration(from, lang)} – ${duration(to, lang)}`;
}

/** Where in the row of bins a duration lies: 2.5 is the middle of the third. */
export function placeOf(s: number, bins: readonly { from: number; to: number }[]): number | null {
  const i = bins.findIndex((b) => s >= b.from && s < b.to), b = bins[i];
  return b ? i + (s - b.from) / (b.to - b.from) : null;
}
