/* Numbers, money, rates and times as people read them (rules 14, 26, 27).  Pure functions of value and language. */
import type { Cell, CellType, Locale, Title } from '@/api/types';

export const NONE = '–';
const tag = (lang: Locale): string => (lang === 'zh' ? 'zh-CN' : 'en-US');

const cache = new Map<string, Intl.NumberFormat>();
function nf(lang: Locale, o: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = lang + JSON.stringify(o);
  let f = cache.get(key);
  if (!f) cache.set(key, (f = new Intl.NumberFormat(tag(lang), o)));
  return f;
}
type Numeric = number | string;
/* Intl reads decimal strings exactly; through Number they would lose digits beyond 2^53. */
const put = (f: Intl.NumberFormat, v: Numeric): string => f.format(v as number);
const known = (v: Numeric | null | undefined): v is Numeric => v !== null && v !== undefined && v !== '' && !Number.isNaN(Number(v));

/** A count in full: 1,284,002. */
export const count = (v: Numeric | null | undefined, lang: Locale): string => (known(v) ? put(nf(lang, { maximumFractionDigits: 0 }), v) : NONE);

/** Below 10,000 in full, then 12.3万 · 1.2亿 · 12.3K · 1.2M. */
export function short(v: Numeric | null | undefined, lang: Locale): string {
  if (!known(v)) return NONE;
  // Below 10 a digit more, or the ticks 0.1 and 0.15 of an axis would read alike.
  if (Math.abs(Number(v)) < 9999.5) return put(nf(lang, Math.abs(Number(v)) < 0.1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: Math.abs(Number(v)) < 10 ? 2 : 1 }), v);
  return nf(lang, { notation: 'compact', maximumFractionDigits: 1, useGrouping: true }).format(Number(v));
}

/** Money in full, with the currency's own digits: ¥580,695.10. */
export const money = (v: Numeric | null | undefined, currency: string, lang: Locale): string =>
  known(v) ? put(nf(lang, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }), v) : NONE;

/** Money as short() prints numbers: ¥2,310万, $1.2M; below 10,000 in full. */
export function moneyShort(v: Numeric | null | undefined, currency: string, lang: Locale): string {
  if (!known(v)) return NONE;
  const o: Intl.NumberFormatOptions = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' };
  if (Math.abs(Number(v)) < 9999.5) {
    const whole = Number.isInteger(Number(v));
    return put(nf(lang, whole ? { ...o, minimumFractionDigits: 0, maximumFractionDigits: 0 } : o), v);
  }
  return nf(lang, { ...o, notation: 'compact', minimumFractionDigits: 0, maximumFractionDigits: 1, useGrouping: true }).format(Number(v));
}

/** 0.234 → 23.4%. A share that is not zero is never printed as 0.0%. */
export function rate(v: Numeric | null | undefined, lang: Locale): string {
  if (!known(v)) return NONE;
  const n = Number(v);
  if (n > 0 && n < 0.0005) return `<${nf(lang, { style: 'percent', minimumFractionDigits: 1 }).format(0.001)}`;
  return nf(lang, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(n);
}

/** An exact decimal in full, as many digits as it has. */
export const decimal = (v: Numeric | null | undefined, lang: Locale): string => (known(v) ? put(nf(lang, { maximumFractionDigits: 12 }), v) : NONE);
/** A measured number, two digits after the point; below 0.1 its first two, so that what is not zero is not printed as zero. */
export const real = (v: Numeric | null | undefined, lang: Locale): string => (known(v) ? put(nf(lang, Math.abs(Number(v)) < 0.1 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 2 }), v) : NONE);
/** Money without decimals where it is whole: edges of bins, ticks of axes. */
export const moneyWhole = (v: Numeric | null | undefined, currency: string, lang: Locale): string =>
  known(v) && Number.isInteger(Number(v)) ? put(nf(lang, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: 0, maximumFractionDigits: 0 }), v) : money(v, currency, lang);

export type Direction = 'up' | 'down' | 'flat';
/** Change against a base: the sign, and the text with sign and % (points for rates). No base = flat. */
export function delta(change: number | null | undefined, lang: Locale, points = false): { direction: Direction; text: string } {
  if (change === null || change === undefined || !Number.isFinite(change)) return { direction: 'flat', text: NONE };
  const rounded = Math.round(change * 1000) / 1000;
  const direction = rounded > 0 ? 'up' : rounded < 0 ? 'down' : 'flat';
  const body = points
    ? `${nf(lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(Math.abs(rounded * 100))}${lang === 'zh' ? '个百分点' : ' pp'}`
    : nf(lang, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(Math.abs(rounded));
  return { direction, text: direction === 'flat' ? body : `${direction === 'up' ? '+' : '−'}${body}` };
}

const dcache = new Map<string, Intl.DateTimeFormat>();
function df(lang: Locale, o: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = lang + JSON.stringify(o);
  let f = dcache.get(key);
  if (!f) dcache.set(key, (f = new Intl.DateTimeFormat(tag(lang), o)));
  return f;
}
function fields(ms: number, zone: string, seconds: boolean): Record<string, string> {
  const f = df('en', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', ...(seconds ? { second: '2-digit' } : {}) });
  return Object.fromEntries(f.formatToParts(ms).map((p) => [p.type, p.value]));
}
/** 2026-11-22 11:14 in the zone: the same form in both languages, because it sorts and cannot be misread. */
export function dateTime(iso: string | null | undefined, zone: string, seconds = false): string {
  const ms = iso ? Date.parse(iso) : NaN;
  if (Number.isNaN(ms)) return NONE;
  const p = fields(ms, zone, seconds);
  return `${p.year}-${p.month}-${p.day} ${p.hour}:${p.minute}${seconds ? `:${p.second}` : ''}`;
}
/** The civil day of an instant in the zone. */
export const dayOf = (iso: string | null | undefined, zone: string): string => dateTime(iso, zone).slice(0, 10);
export const timeOf = (iso: string | null | undefined, zone: string): string => dateTime(iso, zone).slice(11) || NONE;

/** "2026-11-22" → "11月22日周日" / "Sun, Nov 22"; with the year when it is not this one's. */
export function dayLabel(day: string, lang: Locale, withYear = false): string {
  const ms = Date.parse(`${day}T12:00:00Z`);
  if (Number.isNaN(ms)) return day;
  return df(lang, { timeZone: 'UTC', weekday: 'short', month: 'short', day: 'numeric', ...(withYear ? { year: 'numeric' } : {}) }).format(ms);
}

const steps: [number, Intl.RelativeTimeFormatUnit][] = [[60, 'second'], [60, 'minute'], [24, 'hour'], [30, 'day'], [12, 'month'], [Infinity, 'year']];
/** "3 minutes ago". */
export function relative(iso: string | null | undefined, lang: Locale, now: number): string {
  const ms = iso ? Date.parse(iso) : NaN;
  if (Number.isNaN(ms)) return NONE;
  let n = (ms - now) / 1000;
  for (const [size, unit] of steps) {
    if (Math.abs(n) < size) return new Intl.RelativeTimeFormat(tag(lang), { numeric: 'auto' }).format(Math.round(n), unit);
    n /= size;
  }
  return NONE;
}

/** "GMT+8" for Asia/Shanghai at that time. */
export function zoneLabel(zone: string, at: number): string {
  try {
    return df('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at).find((p) => p.type === 'timeZoneName')?.value ?? zone;
  } catch { return zone; }
}

export function bytes(v: number | null | undefined, lang: Locale): string {
  if (!known(v)) return NONE;
  let n = Number(v), i = 0;
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  while (n >= 1024 && i < units.length - 1) { n /= 1024; i++; }
  return `${nf(lang, { maximumFractionDigits: n < 10 && i > 0 ? 1 : 0 }).format(n)} ${units[i]}`;
}

/** 0.08 → "80 ms", 3.2 → "3.2 s", 200 → "3 min 20 s", 93600 → "1 d 2 h": two units at most. */
export function seconds(s: number, lang: Locale): string {
  const zh = lang === 'zh';
  if (s < 0.9995) return `${Math.max(1, Math.round(s * 1000))}${zh ? ' 毫秒' : ' ms'}`;
  if (s < 59.5) return `${nf(lang, { maximumFractionDigits: s < 9.95 ? 1 : 0 }).format(s)}${zh ? ' 秒' : ' s'}`;
  const two = (size: number, big: string, small: string, step: number) => {
    const whole = Math.round(s / step) * step, n = Math.floor(whole / size), rest = Math.round((whole - n * size) / step);
    return `${count(n, lang)} ${big}${rest ? ` ${rest} ${small}` : ''}`;
  };
  if (s < 3570) return two(60, zh ? '分' : 'min', zh ? '秒' : 's', 1);
  if (s < 84_600) return two(3600, zh ? '小时' : 'h', zh ? '分' : 'min', 60);
  return two(86_400, zh ? '天' : 'd', zh ? '小时' : 'h', 3600);
}

/** A text in both languages after its reader changed it: the other language follows only where it said the same. */
export const retold = (t: Title, lang: Locale, text: string): Title => (t.zh === t.en ? { zh: text, en: text } : { ...t, [lang]: text });
export const isTitle = (v: unknown): v is Title => typeof v === 'object' && v !== null && 'zh' in v && 'en' in v;

/** A report's cell in full, by its column's type. */
export function cell(v: Cell | boolean | undefined, type: CellType, lang: Locale, currency: string): string {
  if (v === null || v === undefined || v === '') return NONE;
  if (isTitle(v)) return v[lang];
  if (typeof v === 'boolean') return v ? '✓' : '✗';
  switch (type) {
    case 'count': return count(v, lang);
    case 'money': return money(v, currency, lang);
    case 'dec': return decimal(v, lang);
    case 'rate': return rate(v, lang);
    case 'real': case 'days': return real(v, lang);
    default: return String(v);
  }
}
/** The same, shortened for cards. */
export function cellShort(v: Cell | undefined, type: CellType, lang: Locale, currency: string): string {
  if (typeof v === 'object' || v === undefined) return cell(v, type, lang, currency);
  if (type === 'count') return short(v, lang);
  if (type === 'money') return moneyShort(v, currency, lang);
  return cell(v, type, lang, currency);
}
