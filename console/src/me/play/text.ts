import { amount, format, type Text } from '../text';

/** "0.0001" → "0.01%": the point moves, nothing is rounded. */
export function percent(share: string): string {
  const [whole = '0', rest = ''] = share.split('.'), d = rest.padEnd(2, '0');
  return `${amount(`${(whole + d.slice(0, 2)).replace(/^0+(?=\d)/, '')}.${d.slice(2)}`.replace(/\.$/, ''))}%`;
}

/* Of days as the shop's calendar names them, whatever the zone of the phone. */
const calendar = (x: Text, o: Intl.DateTimeFormatOptions, iso: string): string => format({ ...x, zone: 'UTC' }, o).format(Date.parse(iso));
export const monthOf = (x: Text, iso: string): string => calendar(x, { year: 'numeric', month: 'long' }, iso);
/** Monday first. */
export const weekdays = (x: Text): string[] => Array.from({ length: 7 }, (_, i) => calendar(x, { weekday: 'narrow' }, `2024-01-0${i + 1}`));
