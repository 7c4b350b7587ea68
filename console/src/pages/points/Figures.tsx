import { Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'wouter';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Amount } from '@/parts/points/Amount';
import { share, sign } from '@/parts/points/exact';
import { strings } from './strings';
import type { Totals } from './totals';

/** What was issued and what became of it: figures that are doors to their transactions, a bar, and the sum that proves them. */
export function Figures({ totals: x, currency, worth }: { totals: Totals; currency: string; worth?: number | null }) {
  const t = useStrings(strings), f = useFormat();
  const door = (v: string, kind?: string) => <Link href={`/points/ledger?currency=${encodeURIComponent(currency)}${kind ? `&kind=${kind}` : ''}`}><Amount v={v} /></Link>;
  const used = share(x.spent, x.issued), total = Number(x.spent) + Number(x.expired) + Number(x.outstanding);
  const part = (v: string) => (total > 0 ? `${Math.max(0, (Number(v) / total) * 100)}%` : '0');
  const plus = (v: string, label: string): ReactNode => (sign(v) === 0 ? '' : <>{sign(v) < 0 ? '−' : '+'} {label} <Amount v={v.replace('-', '')} /></>);
  return (<>
    <dl className="points-figures">
      <div><dt><Tooltip title={t('issuedHelp')}>{t('issued')}</Tooltip></dt><dd>{door(x.issued)}</dd></div>
      <div><dt><Tooltip title={t('spentHelp')}>{t('spent')}</Tooltip></dt><dd>{door(x.spent, 'spend')}{used !== null && <small>{t('usedShare')} {f.rate(used)}</small>}</dd></div>
      <div><dt>{t('expired')}</dt><dd>{door(x.expired, 'expire')}</dd></div>
      <div><dt><Tooltip title={t('outstandingHelp')}>{t('outstanding')}</Tooltip></dt><dd><Amount v={x.outstanding} />{worth ? <small>{t('owed', { money: f.moneyShort(Number(x.outstanding) * worth) })}</small> : null}</dd></div>
      <div><dt>{t('available')}</dt><dd><Amount v={x.available} /></dd></div>
      <div><dt>{t('pending')}</dt><dd><Amount v={x.pending} /></dd></div>
      <div><dt>{t('frozen')}</dt><dd><Amount v={x.frozen} /></dd></div>
    </dl>
    {total > 0 && <div className="points-share" aria-hidden="true"><span className="points-share-spent" style={{ width: part(x.spent) }} /><span className="points-share-expired" style={{ width: part(x.expired) }} /><span className="points-share-out" style={{ width: part(x.outstanding) }} /></div>}
    <p className="points-identity num">{t.node('identity', { issued: <Amount v={x.issued} />, adjusted: plus(x.adjusted, t('adjusted')), shortfall: plus(x.shortfall, t('shortfall')), spent: <Amount v={x.spent} />, expired: <Amount v={x.expired} />, outstanding: <Amount v={x.outstanding} /> })} ✓</p>
  </>);
}
