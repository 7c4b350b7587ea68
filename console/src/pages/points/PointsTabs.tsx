import { Link } from 'wouter';
import { useApi } from '@/api/hooks';
import { useCan } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import './points.css';

const tabs = [
  { id: 'points', href: '/points', key: 'tabCurrencies' }, { id: 'ledger', href: '/points/ledger', key: 'tabLedger' },
  { id: 'rules', href: '/points/rules', key: 'tabRules' }, { id: 'approvals', href: '/points/approvals', key: 'tabApprovals' },
] as const;
export type PointsTab = (typeof tabs)[number]['id'];

/** The four sections of points; how many adjustments wait stands on theirs. */
export function PointsTabs({ at }: { at: PointsTab }) {
  const t = useStrings(strings), sees = useCan('analyst');
  const waiting = useApi('listProposals', { limit: 1 }, { enabled: sees, fresh: 10_000 }).data?.waiting ?? 0;
  return (
    <nav className="points-tabs" aria-label={t('sections')}>
      {tabs.map((x) => (
        <Link key={x.id} href={x.href} className={x.id === at ? 'points-tab points-tab-on' : 'points-tab'} aria-current={x.id === at ? 'page' : undefined}>
          {t(x.key)}{x.id === 'approvals' && waiting > 0 && <><span className="points-count num" aria-hidden="true">{waiting}</span><span className="visually-hidden">{t('waitingN', { n: waiting })}</span></>}
        </Link>
      ))}
    </nav>
  );
}
