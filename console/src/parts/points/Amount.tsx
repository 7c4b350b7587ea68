import type { Decimal } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { magnitude, sign } from './exact';

/** An amount in full, as many digits as the currency has. `signed`: with + or −, for what was moved. */
export function Amount({ v, signed }: { v: Decimal; signed?: boolean }) {
  const f = useFormat();
  const s = sign(v), mark = s < 0 ? '−' : signed && s > 0 ? '+' : '';
  return <span className="num">{mark}{f.decimal(magnitude(v))}</span>;
}
