import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import { useFormat } from '@/i18n/useFormat';
import './DeadBadge.css';

/** How many dead letters wait, as a door to them; silent when there are none. */
export function DeadBadge({ label }: { label: (n: string) => string }) {
  const f = useFormat();
  const n = useApi('listDeadLetters', { limit: 1 }, { fresh: 10_000 }).data?.letters ?? 0;
  return n === 0 ? null : <Link href="/dead" className="dead-badge num">{label(f.count(n))}</Link>;
}
