import { TagOutlined } from '@/theme/icons';
import { Button } from 'antd';
import type { CouponKind } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { didExpression, gotExpression, left, spentShare, usedRate } from '@/parts/coupons/kinds';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Door } from '@/parts/people/Door';
import { Money } from '@/parts/text/Money';
import { Num } from '@/parts/text/Num';
import { strings } from '../strings';
import { Validity } from '../Validity';

/** What a kind has given, as of now; every number of people's coupons leads to the people. */
export function Overview({ kind, onIssue }: { kind: CouponKind; onIssue: (() => void) | undefined }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const n = kind.counts, title = pick(kind.title) || kind.slug;
  const rest = left(n), rate = usedRate(n), spent = spentShare(n);
  const door = (v: number, expression: string, words: string) => <Door expression={v > 0 ? expression : null} title={words}><Num v={v} /></Door>;
  const figures: { name: string; value: React.ReactNode; note?: string | undefined }[] = [
    { name: t('issued'), value: door(n.issued, gotExpression(kind.slug), t('peopleGot', { title })), note: n.budget_issue === null ? undefined : t('ofBudget', { n: f.count(n.budget_issue) }) },
    { name: t('left'), value: rest === null ? t('noBudget') : <Num v={rest} /> },
    ...(n.pool > 0 ? [{ name: t('pool'), value: <Num v={n.pool} /> }] : []),
    { name: t('claimed'), value: door(n.claimed, didExpression('coupon_claimed', kind.slug), t('peopleClaimed', { title })) },
    { name: t('redeemed'), value: door(n.redeemed, didExpression('coupon_redeemed', kind.slug), t('peopleUsed', { title })), note: rate === null ? undefined : t('rate', { rate: f.rate(rate) }) },
    { name: t('given'), value: <Money v={n.redeemed_amount} />, note: spent !== null ? t('budgetUsed', { share: f.rate(spent) }) : Number(n.reserved_amount) > 0 ? t('promised', { amount: f.money(n.reserved_amount) }) : undefined },
    { name: t('reserved'), value: <Num v={n.reserved} /> },
    { name: t('expired'), value: door(n.expired, didExpression('coupon_expired', kind.slug), t('peopleExpired', { title })) },
    { name: t('revoked'), value: <Num v={n.revoked} /> },
  ];
  return (
    <>
      <Card title={t('rule')} extra={<Validity kind={kind} />}>{kind.sentence && <p className="coupon-reads"><span>{t('readsAs')}</span>{pick(kind.sentence)}</p>}</Card>
      <dl className="coupon-figures">{figures.map((x) => <div key={x.name}><dt>{x.name}</dt><dd className="num">{x.value}</dd>{x.note && <dd className="num">{x.note}</dd>}</div>)}</dl>
      <Card title={t('funnel')} help={t('funnelHelp')}>
        {n.issued === 0 && n.pool === 0 ? <EmptyState kind="nothing" icon={<TagOutlined />} title={t('nothingYet')} help={t('nothingYetHelp')} action={onIssue && <Button type="primary" onClick={onIssue}>{t('issue')}…</Button>} /> : <Funnel kind={kind} />}
      </Card>
    </>
  );
}

function Funnel({ kind: { counts: n } }: { kind: CouponKind }) {
  const t = useStrings(strings), f = useFormat();
  const codes = n.pool > 0 ? n.pool + n.issued : 0;
  const steps = [
    ...(codes > 0 ? [{ name: t('stepCodes'), v: codes }] : []),
    { name: t('stepIssued'), v: n.issued },
    ...(n.claimed > 0 && n.claimed < n.issued ? [{ name: t('stepClaimed'), v: n.claimed }] : []),
    { name: t('stepUsed'), v: n.redeemed },
  ];
  const most = Math.max(1, ...steps.map((s) => s.v));
  return (
    <ol className="coupon-funnel">
      {steps.map((s) => (
        <li key={s.name}>
          <span>{s.name}</span>
          <span className="coupon-funnel-bar" aria-hidden="true">{s.v > 0 && <i style={{ width: `${(100 * s.v) / most}%` }} />}</span>
          <span className="num">{f.count(s.v)}{n.issued > 0 && s.v < n.issued && <span className="muted">{t('ofIssued', { share: f.rate(s.v / n.issued) })}</span>}</span>
        </li>
      ))}
    </ol>
  );
}
