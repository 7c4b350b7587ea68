import { useState } from 'react';
import { useFormat } from '@/i18n/useFormat';
import { usePeriod } from '@/parts/period/usePeriod';
import { dayPlus, daysBetween } from './logic/rule';

/** The longest series the server counts day by day. */
const DAYS_MAX = 400;
const minute = (): string => `${new Date().toISOString().slice(0, 16)}:00.000Z`;

/** The page's two moments: the end of the day before the period, and its end (now, when it ends today).  One instant serves
 *  every question of the page, so that its numbers agree (rule 4). */
export function useSpan() {
  const f = useFormat();
  const [now, setNow] = useState(minute);
  const { period, change } = usePeriod(30);
  const today = f.dayOf(now);
  const to = period.to && period.to < today ? period.to : today;
  const first = period.from && period.from <= to ? period.from : dayPlus(to, -(period.days - 1));
  const from = daysBetween(first, to) >= DAYS_MAX ? dayPlus(to, -(DAYS_MAX - 1)) : first;
  const live = to === today;
  return { period, change, today, from, to, start: dayPlus(from, -1), live, asOf: live ? now : to, refresh: () => setNow(minute()) };
}
export type Span = ReturnType<typeof useSpan>;
