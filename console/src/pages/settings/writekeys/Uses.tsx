import { Link } from 'wouter';
import type { WriteKey, WriteUse } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

/** What was not taken, as doors to where it is told. */
export function NotTaken({ of, use }: { of: WriteKey; use: WriteUse }) {
  const t = useStrings(strings);
  if (use.rejected + use.refused === 0) return <span className="num muted">0</span>;
  return (
    <span className="wkey-uses num">
      {use.rejected > 0 && <Link href={`/dead?key=${encodeURIComponent(of.id)}`} className="wkey-bad">{t('rejected', { n: use.rejected })}</Link>}
      {use.refused > 0 && <Link href={`/live?key=${encodeURIComponent(of.id)}&outcome=rejected`} className="wkey-bad">{t('refused', { n: use.refused })}</Link>}
    </span>
  );
}

export function Taken({ of, n }: { of: WriteKey; n: number }) {
  const f = useFormat();
  return <Link href={`/live?key=${encodeURIComponent(of.id)}`} className="num">{f.count(n)}</Link>;
}
