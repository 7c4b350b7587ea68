/* Amounts of the ledger are exact decimals in text.  What is added up here is added digit by digit: through Number a large
   balance would lose its last ones. */
import type { Decimal } from '@/api/types';

const shape = /^([+-]?)(\d+)(?:\.(\d+))?$/;
interface Scaled { n: bigint; scale: number }

function read(v: Decimal): Scaled {
  const m = shape.exec(v.trim());
  if (!m) throw new Error(`${v} is no amount`);
  const part = m[3] ?? '';
  const n = BigInt((m[2] as string) + part);
  return { n: m[1] === '-' ? -n : n, scale: part.length };
}
function write({ n, scale }: Scaled): Decimal {
  const digits = (n < 0n ? -n : n).toString().padStart(scale + 1, '0');
  const at = digits.length - scale;
  return `${n < 0n ? '-' : ''}${digits.slice(0, at)}${scale ? `.${digits.slice(at)}` : ''}`;
}
const to = (v: Scaled, scale: number): bigint => v.n * 10n ** BigInt(scale - v.scale);

export const isAmount = (v: string): boolean => shape.test(v.trim());
export function sum(...list: Decimal[]): Decimal {
  const all = list.map(read), scale = Math.max(0, ...all.map((x) => x.scale));
  return write({ n: all.reduce((n, x) => n + to(x, scale), 0n), scale });
}
export const negate = (v: Decimal): Decimal => { const x = read(v); return write({ n: -x.n, scale: x.scale }); };
export const magnitude = (v: Decimal): Decimal => (sign(v) < 0 ? negate(v) : v);
export function sign(v: Decimal): -1 | 0 | 1 { const { n } = read(v); return n < 0n ? -1 : n > 0n ? 1 : 0; }
export const compare = (a: Decimal, b: Decimal): -1 | 0 | 1 => sign(sum(a, negate(b)));
/** How many digits stand behind the point. */
export const digitsOf = (v: Decimal): number => read(v).scale;
/** a ÷ b as a share for people to read; null of nothing. */
export const share = (a: Decimal, b: Decimal): number | null => (sign(b) === 0 ? null : Number(a) / Number(b));

/** What is typed as an amount: full-width digits and separators of thousands are forgiven. Null: it is none, or has too many digits behind the point. */
export function typedAmount(text: string, decimals: number, signed = false): Decimal | null {
  const plain = text.normalize('NFKC').replace(/[,\s_]/g, '').replace(/^[−–]/, '-');
  const m = shape.exec(plain);
  if (!m || (m[3]?.length ?? 0) > decimals || (m[2] as string).length > 15 || (!signed && m[1] === '-') || sign(plain) === 0) return null;
  return write(read(plain));
}
