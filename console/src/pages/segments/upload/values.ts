/* Which column of a table is the list, what it is compared with, and what of it counts. */
import type { IdentityName } from '@/parts/people/identities';

/** As the server has it (LIST_VALUES_MAX, IDENTITY_MAX_BYTES, RESOURCE_DOC_MAX less the rest of the document). */
export const VALUES_MAX = 50_000;
export const VALUE_BYTES_MAX = 255;
export const LIST_BYTES_MAX = 1_048_576 - 4_096;

/** Compared with any identity, one of them, or an attribute. */
export type Target = { kind: 'any' } | { kind: 'identity'; name: IdentityName } | { kind: 'attribute'; name: string };

const plain = (s: string): string => clean(s).toLowerCase().replace(/[\s_\-.:：()（）]/g, '');
const headings: readonly (readonly [IdentityName, string])[] = [
  ['user_id', 'userid uid customerid memberid 用户编号 用户id 会员编号 会员号 会员id 客户编号 客户号 客户id'],
  ['phone', 'phone mobile phonenumber mobilephone mobilenumber tel telephone cellphone 手机 手机号 手机号码 电话 联系电话 电话号码'],
  ['email', 'email mail emailaddress 邮箱 电子邮箱 电子邮件 邮件'],
  ['wechat_unionid', 'unionid wechatunionid 微信unionid'],
  ['wechat_openid', 'openid wechatopenid 微信openid'],
  ['device_id', 'deviceid 设备号 设备id 设备编号'],
  ['anonymous_id', 'anonymousid anonid 匿名编号 匿名id'],
  ['user_id', 'id 编号 user customer 用户 会员 客户'],
];
const named = headings.map(([name, words]) => [name, new Set(words.split(' '))] as const);
const others = new Set('name fullname firstname lastname city date no 姓名 名字 昵称 城市 日期 序号 备注 等级 级别 门店'.split(' '));

const identityNamed = (cell: string): IdentityName | null => named.find(([, words]) => words.has(plain(cell)))?.[0] ?? null;
const isEmail = (s: string): boolean => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(s);
/** With or without what people put between the digits: the server finds either. */
const isPhone = (s: string): boolean => /^((\+?86)?1[3-9]\d{9}|\+[1-9]\d{7,14})$/.test(s.replace(/[ \-().\t]/g, ''));
const hasDigit = (s: string): boolean => /\d/.test(s);
const mostly = (values: readonly string[], test: (s: string) => boolean): boolean => values.length > 0 && values.filter(test).length >= 0.8 * values.length;

/** A cell as it was meant: without the blanks around it, ="…" of a spreadsheet, and the apostrophe that keeps a long number text. */
export function clean(cell: string): string {
  const s = cell.replace(/[\u200b\u200c\u200d\u2060\ufeff]/g, '').trim();
  const formula = /^="(.*)"$/s.exec(s);
  return (formula?.[1] ?? s.replace(/^'(?=[=+\-@]|\d{16,}$)/, '')).trim();
}

const isBlank = (row: readonly string[]): boolean => row.every((c) => clean(c) === '');
const firstOf = (rows: readonly string[][]): number => rows.findIndex((r) => !isBlank(r));
const SAMPLE = 200;
const sampleOf = (rows: readonly string[][], from: number, column: number): string[] => rows.slice(from, from + SAMPLE).map((r) => clean(r[column] ?? '')).filter((s) => s !== '');

/** The first line with anything in it, when it is named like an identity or looks unlike what follows. */
export function guessHeading(rows: readonly string[][]): boolean {
  const at = firstOf(rows), first = rows[at];
  if (!first) return false;
  if (first.some((c) => identityNamed(c) !== null || others.has(plain(c)))) return true;
  return first.some((cell, column) => {
    const s = clean(cell), rest = sampleOf(rows, at + 1, column);
    return s !== '' && rest.length >= 2 && ((!hasDigit(s) && mostly(rest, hasDigit)) || (!s.includes('@') && mostly(rest, isEmail)));
  });
}

export interface Table { heading: string[] | null; rows: readonly string[][]; columns: number }

/** Splits the heading off. */
export function tableOf(rows: readonly string[][], heading: boolean): Table {
  const at = heading ? firstOf(rows) : -1;
  return { heading: at >= 0 ? (rows[at] ?? []).map(clean) : null, rows: at >= 0 ? rows.slice(at + 1) : rows, columns: rows.reduce((n, r) => Math.max(n, r.length), 0) };
}

/** The column that is named like an identity, looks like one, or says most; the first when nothing tells them apart. */
export function guessColumn(t: Table): number {
  for (const [, words] of named) {
    const at = t.heading?.findIndex((c) => words.has(plain(c))) ?? -1;
    if (at >= 0) return at;
  }
  const samples = Array.from({ length: t.columns }, (_, c) => sampleOf(t.rows, 0, c));
  for (const like of [isPhone, isEmail]) {
    const at = samples.findIndex((s) => mostly(s, like));
    if (at >= 0) return at;
  }
  const distinct = samples.map((s) => new Set(s).size), most = Math.max(0, ...distinct);
  return Math.max(0, distinct.findIndex((n) => n >= 0.9 * most));
}

/** What the column's heading or its values say it is; any identity when neither does. */
export function guessTarget(t: Table, column: number, attributes: readonly { name: string; words: readonly string[] }[]): Target {
  const cell = t.heading?.[column] ?? '', values = sampleOf(t.rows, 0, column);
  const name = cell === '' ? null : identityNamed(cell);
  if (name) return { kind: 'identity', name };
  const attribute = cell === '' ? undefined : attributes.find((a) => [a.name, ...a.words].some((w) => plain(w) === plain(cell)));
  if (attribute) return { kind: 'attribute', name: attribute.name };
  if (mostly(values, isPhone)) return { kind: 'identity', name: 'phone' };
  if (mostly(values, isEmail)) return { kind: 'identity', name: 'email' };
  return { kind: 'any' };
}

export interface Picked {
  values: string[];
  lines: number;
  blank: number;
  duplicates: number;
  /** Dropped: no identity is that long. */
  long: number;
  /** Kept, but 1.38E+10 is what a spreadsheet leaves of a number: nobody is known by it. */
  shortened: number;
  bytes: number;
}

const utf8 = new TextEncoder();

/** The values of a column, each once, in the order of the file.  Addresses of mail are kept in lower case by the server, so they
 *  are compared so. */
export function pickValues(t: Table, column: number, lower = false): Picked {
  const seen = new Set<string>(), r: Picked = { values: [], lines: t.rows.length, blank: 0, duplicates: 0, long: 0, shortened: 0, bytes: 0 };
  for (const row of t.rows) {
    const as = clean(row[column] ?? ''), s = lower ? as.toLowerCase() : as;
    if (s === '') r.blank++;
    else if (seen.has(s)) r.duplicates++;
    else if (utf8.encode(s).length > VALUE_BYTES_MAX) r.long++;
    else {
      seen.add(s);
      if (/^\d(\.\d+)?E\+\d+$/i.test(s)) r.shortened++;
    }
  }
  r.values = [...seen];
  r.bytes = utf8.encode(JSON.stringify(r.values)).length;
  return r;
}
