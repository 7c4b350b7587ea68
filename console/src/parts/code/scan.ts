/* Words of the language with their places: enough for colours and completion; the server's parser has the last word.
   Full-width punctuation counts as its ASCII form, as in the lexer (src/lang/lexer.re). */
export type TokenKind = 'comment' | 'string' | 'date' | 'number' | 'quoted' | 'parameter' | 'word' | 'open' | 'close' | 'comma' | 'dot' | 'operator' | 'other';
export interface Token { kind: TokenKind; from: number; to: number; text: string; /** Text without quotes; ASCII form of punctuation. */ value: string; /** The closing quote is missing. */ unclosed?: boolean }

export const reserved = ['and', 'or', 'not', 'in', 'between', 'contains', 'exists', 'where', 'true', 'false'] as const;
export const aggregates = ['did', 'count', 'sum', 'avg', 'min', 'max', 'distinct', 'first', 'last', 'gap'] as const;
export const calls = ['days_since', 'year', 'month', 'day_of_month', 'abs', 'floor', 'ceil', 'coalesce'] as const;
export const units = ['second', 'minute', 'hour', 'day', 'week', 'month', 'year'] as const;

const piece = new RegExp([
  /(?<space>[\s\u3000\ufeff\u200b]+)/, /(?<comment>--[^\n]*)/,
  /(?<string>"(?:[^"\\\n]|\\.)*"?|'(?:[^'\\\n]|\\.)*'?|[“”](?:[^”\\\n]|\\.)*”?|[‘’](?:[^’\\\n]|\\.)*’?)/, /(?<quoted>`(?:[^`\\\n]|\\.)*`?)/,
  /(?<date>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?)?)/, /(?<number>\d[\d_]*(?:\.\d+)?)/, /(?<parameter>\$[\p{L}_][\p{L}\p{M}\p{N}_·]*)/u, /(?<word>[\p{L}_][\p{L}\p{M}\p{N}_·]*)/u,
  /(?<open>[(（])/, /(?<close>[)）])/, /(?<comma>[,，])/, /(?<dot>\.)/, /(?<operator>[!！<＜>＞][=＝]|[≤≥≠=＝<＜>＞*＊+＋/／－-])/, /(?<other>.)/,
].map((r) => r.source).join('|'), 'gsu');

const closing: Record<string, string> = { '"': '"', "'": "'", '“': '”', '”': '”', '‘': '’', '’': '’', '`': '`' };

export function scan(text: string): Token[] {
  const out: Token[] = [];
  for (const m of text.matchAll(piece)) {
    const kind = Object.entries(m.groups ?? {}).find(([, v]) => v !== undefined)?.[0] as TokenKind | 'space';
    if (kind === 'space') continue;
    const s = m[0], from = m.index;
    const t: Token = { kind, from, to: from + s.length, text: s, value: kind === 'parameter' ? s.slice(1) : kind === 'word' || kind === 'number' ? s : s.normalize('NFKC') };
    if (kind === 'string' || kind === 'quoted') {
      const closed = s.length > 1 && s.endsWith(closing[s[0] as string] as string);
      t.value = s.slice(1, closed ? -1 : undefined).replace(/\\(["'`\\])/g, '$1');
      if (!closed) t.unclosed = true;
    }
    out.push(t);
  }
  return out;
}

const plain = /^[\p{L}_][\p{L}\p{M}\p{N}_]*$/u;
/** A name as it has to be written. */
const bare = (name: string): string =>
  plain.test(name) && !(reserved as readonly string[]).includes(name.toLowerCase()) ? name : `\`${name.replace(/[`\\]/g, '\\$&')}\``;
/** As the language wants it; a field of an event's item keeps its dot. */
export const writeName = (name: string): string => (name.startsWith('item.') ? `item.${bare(name.slice(5))}` : bare(name));
export const writeText = (s: string): string => `"${s.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t').replace(/\r/g, '\\r')}"`;
