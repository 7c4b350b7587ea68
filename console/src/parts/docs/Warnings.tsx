import { Alert } from 'antd';
import { Link } from 'wouter';
import type { DocumentWarning } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { strings } from './strings';

/** Where it may be spent now: each a door; none is said too. */
function Ways({ of }: { of: DocumentWarning }) {
  const t = useStrings(strings), f = useFormat();
  const { items, draws, checkout } = of.ways;
  return (
    <ul className="doc-ways" aria-label={t('waysNow')}>
      <li><Link href="/mall">{t('waysItems', { n: f.count(items) })}</Link></li>
      <li><Link href="/draws">{t('waysDraws', { n: f.count(draws) })}</Link></li>
      <li><Link href={`/points/currencies/${of.currency}`}>{t(checkout ? 'waysCheckout' : 'waysNoCheckout')}</Link></li>
      <li><Link href={`/effects?of=${of.currency}`}>{t('waysEconomy')}</Link></li>
    </ul>
  );
}

/** What should be known of a document that is good: it may give more points than people spend. */
export function Warnings({ list }: { list: readonly DocumentWarning[] }) {
  const pick = usePick();
  return <>{list.map((w) => <Alert key={w.currency} type="warning" showIcon title={pick(w.detail)} description={<><span>{pick(w.hint)}</span><Ways of={w} /></>} />)}</>;
}
