import { App, Button, Drawer } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { useApi, useSend } from '@/api/hooks';
import type { CouponHeld } from '@/api/types';
import { usePhone } from '@/hooks/useMedia';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { CouponState } from '@/parts/coupons/State';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { CopyText } from '@/parts/text/CopyText';
import { Time } from '@/parts/text/Time';
import { strings } from '../strings';
import { lifeOf, type LifeStep } from './life';

const sources = { api: 'fromApi', segment: 'fromSegment', pool: 'fromPool', code: 'fromCode', console: 'fromConsole', cli: 'fromCli' } as const;

/** One coupon: whose it is, where it stands, what happened to it, and what can be done. */
export function CouponDrawer({ id, onRevoke, onClose }: { id: string; onRevoke: (c: CouponHeld) => void; onClose: () => void }) {
  const t = useStrings(strings), f = useFormat(), role = useStrings(roleNames), phone = usePhone();
  const { message } = App.useApp();
  const may = useCan('operator');
  const [asking, ask] = useState(false);
  const q = useApi('getCoupon', { coupon: id }, { keep: false });
  const who = q.data?.person ?? null;
  const about = useApi('getPerson', { id: who ?? '-' }, { enabled: who !== null, keep: false, live: false });
  const release = useSend('releaseCoupons', ['getCoupon', 'listCoupons', 'personCoupons', 'getCouponKind', 'listCouponKinds']);
  const needs = !may && t('needRole', { role: role('operator') });
  const source = (s: string) => (s in sources ? t(sources[s as keyof typeof sources]) : s);
  return (
    <Drawer open size={phone ? '100%' : 420} mask={phone} onClose={onClose} title={q.data ? t('couponOf', { code: q.data.coupon.code }) : t('list')}>
      <Await query={q} shape="text">{({ coupon: c, person }) => {
        const word = (s: LifeStep): string => ({ made: t('lifeMade'), issued: t('lifeIssued'), claimed: t('lifeClaimed'), starts: t('lifeStarts'), reserved: t('lifeReserved', { order: c.order ?? '' }), redeemed: t('lifeRedeemed', { order: c.order ?? '' }), held: t('lifeHeld'), ends: t(s.ahead ? 'lifeEnds' : 'lifeEnded') })[s.what];
        const facts: [string, React.ReactNode][] = [
          [t('state'), <CouponState key="s" coupon={c} />],
          [t('code'), <CopyText key="c" text={c.code} label={t('code')} />],
          [t('person'), person ? <Link key="p" href={`/people/${encodeURIComponent(person)}`}>{about.data?.name ? `${about.data.name} · ${person}` : person}</Link> : c.held ? t('erased') : t('nobody')],
          ...(c.order ? [[t('order'), c.order] as [string, React.ReactNode]] : []),
          ...(c.discount ? [[t('discount'), f.money(c.discount)] as [string, React.ReactNode]] : []),
          ...(c.order_total && Number(c.order_total) > 0 ? [[t('orderTotal'), f.money(c.order_total)] as [string, React.ReactNode]] : []),
          [t('source'), source(c.source)],
          [t('ruleVersion'), t('version', { n: c.version })],
          [t('id'), <CopyText key="i" text={c.id} label={t('id')} />],
        ];
        return (
          <div className="coupon-drawer">
            <dl className="coupon-facts">{facts.map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl>
            <section>
              <h3>{t('life')}</h3>
              <ol className="coupon-life">{lifeOf(c, Date.now()).map((s) => <li key={s.what} className={s.ahead ? 'coupon-ahead' : undefined}><Time v={s.at} /><span>{word(s)}</span></li>)}</ol>
              {person && <p className="muted">{t('history')}</p>}
            </section>
            <div className="form-row">
              {person && <Link href={`/people/${encodeURIComponent(person)}`}><Button>{t('openPerson')}</Button></Link>}
              {c.status === 'reserved' && <ActionButton reason={needs} onClick={() => ask(true)}>{t('release')}…</ActionButton>}
              {(c.status === 'issued' || c.status === 'reserved') && <ActionButton danger reason={needs} onClick={() => onRevoke({ ...c, person })}>{t('revoke')}…</ActionButton>}
            </div>
            <ConfirmReach open={asking} title={t('releaseTitle', { order: c.order ?? '' })} consequences={[t('release1')]} confirm={t('release')} busy={release.isPending} error={release.error} onCancel={() => { release.reset(); ask(false); }}
              onConfirm={() => release.mutate({ coupons: [c.id] }, { onSuccess: () => { ask(false); void message.success(t('releasedNow')); } })} />
          </div>
        );
      }}</Await>
    </Drawer>
  );
}
