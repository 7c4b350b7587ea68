import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import { useFormat } from '@/i18n/useFormat';
import './DeadBadge.css';

/* A dead letter is no event, so nobody tells of it: it is asked for. */
const EVERY_MS = 10_000;

/** How many dead letters wait, as a door to them; silent when there are none. */
export function DeadBadge({ label }: { label: (n: string) => string }) {
  const f = useFormat();
  const n = useApi('listDeadLetters', { limit: 1 }, { fresh: EVERY_MS, every: EVERY_MS }).data?.letters ?? 0;
  return n === 0 ? null : <Link href="/dead" className="dead-badge num">{label(f.count(n))}</Link>;
}
