/* Words, numbers and days in the visitor's language and the shop's zone. Amounts are decimal text and stay text. */
import type { Pair } from '@/i18n/define';
import type { playWords } from './play/strings';
import type { shopWords } from './shop/strings';
import { words } from './strings';

export type Lang = 'zh' | 'en';
export type Word = keyof typeof words | keyof typeof playWords | keyof typeof shopWords;

const known: Partial<Record<string, Pair>> = { ...words };
/** Words of pages that are loaded when they are opened. */
export const learn = (more: Record<string, Pair>): void => void Object.assign(known, more);

export interface Text {
  lang: Lang;
  zone: string;
  money: string;
}

export function chooseLang(asked: string | null, preferred: readonly string[]): Lang {
  const first = asked ? [asked] : preferred;
  for (const l of first) if (/^zh\b/i.test(l)) return 'zh'; else if (/^en\b/i.test(l)) return 'en';
  return asked ? chooseLang(null, preferred) : 'en';
}

export const pick = (x: Text, p: Pair): string => p[x.lang] || p[x.lang === 'zh' ? 'en' : 'zh'];

export function say(x: Text, word: Word, values: Record<string, string> = {}): string {
  return (known[word] as Pair)[x.lang].replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (_, name: string, one?: string, many?: string) => (one === undefined ? (values[name] ?? '') : values[name] === '1' ? one : (many ?? '')));
}

export const has = (word: string): word is Word => word in known;

/** "1234567.50" → "1,234,567.5": exact, no number made of it. */
export function amount(text: string): string {
  const [, sign = '', whole = '0', rest = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const tail = rest.replace(/0+$/, '');
  return (sign ? '−' : '') + whole.replace(/\B(?=(\d{3})+$)/g, ',') + (tail ? `.${tail}` : '');
}

export const isZero = (text: string): boolean => /^-?0*(\.0*)?$/.test(text);
export const isBelow = (text: string): boolean => text.startsWith('-') && !isZero(text);
export const signed = (text: string): string => (isBelow(text) ? amount(text) : `+${amount(text)}`);

export function symbol(x: Text): string {
  try {
    const p = new Intl.NumberFormat(x.lang === 'zh' ? 'zh-CN' : 'en', { style: 'currency', currency: x.money, currencyDisplay: 'narrowSymbol' }).formatToParts(0).find((i) => i.type === 'currency');
    return p?.value ?? x.money;
  } catch {
    return x.money;
  }
}
export const price = (x: Text, text: string): string => symbol(x) + amount(text);

/** "15" off is 8.5折 in Chinese; "12.5" is 8.75. In hundredths, so that nothing is rounded. */
export function discount(x: Text, percent: string): string {
  if (x.lang === 'en') return `${amount(percent)}%`;
  const [whole = '0', rest = ''] = percent.split('.');
  const left = 10000 - (Number(whole) * 100 + Number((rest + '00').slice(0, 2)));
  return amount(`${Math.floor(left / 1000)}.${String(left % 1000).padStart(3, '0')}`);
}

const formats = new Map<string, Intl.DateTimeFormat>();
export function format(x: Text, o: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${x.lang} ${x.zone} ${JSON.stringify(o)}`;
  let f = formats.get(key);
  if (!f) {
    try { f = new Intl.DateTimeFormat(x.lang === 'zh' ? 'zh-CN' : 'en-GB', { timeZone: x.zone || 'UTC', ...o }); } catch { f = new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...o }); }
    formats.set(key, f);
  }
  return f;
}
const yearOf = (x: Text, at: Date): string => format(x, { year: 'numeric' }).format(at);
/** Of another year with it. */
export function day(x: Text, iso: string | number): string {
  const at = new Date(iso);
  return format(x, { ...(yearOf(x, at) === yearOf(x, new Date()) ? {} : { year: 'numeric' }), month: 'short', day: 'numeric' }).format(at);
}
export function moment(x: Text, iso: string): string {
  const at = new Date(iso);
  return format(x, { ...(yearOf(x, at) === yearOf(x, new Date()) ? {} : { year: 'numeric' }), month: 'short', day: 'numeric', hour: '2-digit', minute: '2-digit' }).format(at);
}

/** The last day of something that ends before `iso`. */
export const lastDay = (x: Text, iso: string): string => day(x, Date.parse(iso) - 1);
const number = (x: Text, ms: number): number => {
  const f = format(x, { year: 'numeric', month: 'numeric', day: 'numeric' }).formatToParts(new Date(ms));
  const of = (type: string): number => Number(f.find((p) => p.type === type)?.value);
  return Date.UTC(of('year'), of('month') - 1, of('day')) / 86400000;
};
/** Days of the shop's calendar until the last one: 0 = it is today. */
export const daysLeft = (x: Text, iso: string, now = Date.now()): number => number(x, Date.parse(iso) - 1) - number(x, now);
