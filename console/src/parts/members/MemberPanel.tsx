import { App, Progress, Tag, Tooltip } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import type { Member, MemberGift, MemberService, MemberTerm, TierChange } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Table } from '@/parts/table/Table';
import { Time } from '@/parts/text/Time';
import { Acts, Refund, touched } from './Acts';
import { actKey } from './key';
import { readOccasion } from './occasion';
import { strings } from './strings';
import { useNames } from './useNames';
import './members.css';

/** How far the growth reaches between this level and the next. */
export function Growth({ member }: { member: Member }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const has = Number(member.growth), missing = Number(member.missing ?? 0);
  if (!member.next && has === 0) return null;
  const share = member.next ? (has + missing > 0 ? Math.max(0, Math.min(1, has / (has + missing))) : 0) : 1;
  return (
    <div className="member-growth">
      <span>{t('growth')} <b className="num">{f.decimal(member.growth)}</b></span>
      <Progress percent={Math.round(share * 100)} showInfo={false} size="small" aria-label={t('growth')} />
      <span className="muted">{member.next ? t('next', { level: pick(member.next.title) || member.next.slug, n: f.decimal(member.missing) }) : t('top')}</span>
    </div>
  );
}

function Service({ s, slug, id }: { s: MemberService; slug: string; id: string }) {
  const t = useStrings(strings), role = useStrings(roleNames), pick = usePick(), f = useFormat(), may = useCan('operator');
  const { message } = App.useApp();
  const use = useSend('useMemberService', touched);
  const [key, setKey] = useState(actKey);
  const reason = !may ? t('needRole', { role: role('operator') }) : s.remaining === 0 ? t('usedUp') : null;
  const run = () => use.mutate({ slug, id, service: s.slug, key }, {
    onSuccess: (d) => { setKey(actKey()); void message.success(d.remaining === null ? t('usedFree') : t('usedNow', { n: d.remaining })); }, onError: (e) => void message.error(e.detail),
  });
  return (
    <li>
      <span><b>{pick(s.title) || s.slug}</b>{pick(s.promise) && <span className="muted"> {pick(s.promise)}</span>}</span>
      <span className="num">{s.remaining === null ? t('unlimited') : `${t('remaining')} ${f.count(s.remaining)}`}{s.renews_at && <span className="muted"> · {t('renews')} {f.dayOf(s.renews_at)}</span>}</span>
      <ActionButton size="small" reason={reason} loading={use.isPending} aria-label={t('useOf', { name: pick(s.title) || s.slug })} onClick={run}>{t('use')}</ActionButton>
    </li>
  );
}

function Facts({ member }: { member: Member }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const from = [member.source, member.store, member.staff].filter(Boolean).join(' · ');
  const facts: [string, React.ReactNode][] = [
    [t('joined'), <Time key="j" v={member.joined_at} />], ...(from ? [[t('from'), from] as [string, string]] : []), ...(member.left_at ? [[t('leftAt'), <Time key="l" v={member.left_at} />] as [string, React.ReactNode]] : []),
    ...(member.status === 'active' && member.period_from ? [[t('period'), `${f.dayOf(member.period_from)} – ${member.period_end ? f.dayOf(member.period_end) : t('forever')}`] as [string, string]] : []),
    ...(member.grace_until ? [[t('grace'), f.dayOf(member.grace_until)] as [string, string]] : []), ...(member.held ? [[t('held'), member.held_until ? f.dayOf(member.held_until) : t('forever')] as [string, string]] : []),
    ...(member.paid_until ? [[t('paidUntil'), <>{f.dateTime(member.paid_until)}{member.ends ? <Tag color="warning" variant="filled">{t('ends')}</Tag> : member.paid_grace && member.paid_grace !== member.paid_until && <span className="muted"> ({t('paidGrace', { day: f.dayOf(member.paid_grace) })})</span>}</>] as [string, React.ReactNode]] : []),
    ...(member.multiplier !== '1' ? [[t('multiplier'), f.decimal(member.multiplier)] as [string, string]] : []), ...(member.benefits.length ? [[t('benefits'), member.benefits.map((b) => pick(b)).join(f.lang === 'zh' ? '；' : '; ')] as [string, string]] : []),
  ];
  return <dl className="member-facts">{facts.map(([k, v]) => <div key={k}><dt>{k}</dt><dd>{v}</dd></div>)}</dl>;
}

function Levels({ slug, rows }: { slug: string; rows: readonly TierChange[] }) {
  const t = useStrings(strings), names = useNames();
  const level = (s: string) => (s ? names.level(slug, s) : t('noLevel'));
  const cause = (c: TierChange['cause']) => t(c === 'grace' ? 'grace_' : c === 'joined' ? 'joined_' : c);
  return (
    <section><h3>{t('history')}</h3>
      {rows.length === 0 ? <span className="muted">{t('noHistory')}</span> : <Table dense rows={rows} rowKey={(_, i) => String(i)} label={t('history')} columns={[
        { id: 'at', title: t('when'), cell: (r) => <Time v={r.at} as="day" /> }, { id: 'change', title: t('change'), cell: (r) => `${level(r.from)} → ${level(r.to)}` },
        { id: 'cause', title: t('cause'), cell: (r) => (r.reason ? <>{cause(r.cause)}<span className="muted"> {r.reason}</span></> : cause(r.cause)) },
      ]} />}
    </section>
  );
}

function Terms({ slug, id, rows, active }: { slug: string; id: string; rows: readonly MemberTerm[]; active: boolean }) {
  const t = useStrings(strings), role = useStrings(roleNames), f = useFormat(), may = useCan('operator');
  const [refunding, setRefunding] = useState<MemberTerm | null>(null);
  const last = rows.find((r) => !r.refunded);
  if (rows.length === 0) return null;
  return (
    <section><h3>{t('terms')}</h3>
      <Table dense rows={rows} rowKey={(_, i) => String(i)} label={t('terms')} columns={[
        { id: 'term', title: t('term'), cell: (r) => <><span className="num">{f.dayOf(r.from)} – {f.dayOf(r.until)}</span> {r.trial && <Tag variant="filled">{t('trial')}</Tag>}</> },
        { id: 'price', title: t('price'), align: 'right', cell: (r) => (r.trial ? '–' : f.money(r.price)) }, { id: 'order', title: t('order'), wide: true, cell: (r) => r.order || '–' },
        { id: 'act', title: '', label: t('refund'), align: 'right', cell: (r) => (r.refunded ? t('refunded', { amount: f.money(r.refund) }) : r.trial || !r.order || !active ? null : <ActionButton size="small" type="text" danger reason={!may ? t('needRole', { role: role('operator') }) : r !== last && t('lastOnly')} onClick={() => setRefunding(r)}>{t('refund')}</ActionButton>) },
      ]} />
      {refunding && <Refund slug={slug} id={id} plan={refunding.plan} order={refunding.order} onClose={() => setRefunding(null)} />}
    </section>
  );
}

function Gifts({ slug, rows }: { slug: string; rows: readonly MemberGift[] }) {
  const t = useStrings(strings), f = useFormat(), names = useNames();
  const occasion = (text: string): string => {
    const o = readOccasion(text);
    switch (o.is) {
      case 'upgrade': return t('upgradeOf', { level: names.level(slug, o.level) });
      case 'birthday': return t('birthdayOf', { year: o.year });
      case 'member_day': return t('dayOf', { day: o.day });
      case 'welcome': return t('welcomeOf');
      case 'other': return o.text;
    }
  };
  return (
    <section><h3>{t('gifts')}</h3>
      {rows.length === 0 ? <span className="muted">{t('noGifts')}</span> : <Table dense rows={rows} rowKey={(_, i) => String(i)} label={t('gifts')} columns={[
        { id: 'at', title: t('when'), cell: (r) => <Time v={r.at} as="day" /> }, { id: 'occasion', title: t('occasion'), cell: (r) => occasion(r.occasion) },
        { id: 'gift', title: t('gift'), cell: (r) => (r.draw ? t('nTurns', { name: names.draw(r.draw), n: r.turns }) : r.coupon ? t('nCoupons', { name: names.coupon(r.coupon), n: r.coupons }) : t('nPoints', { n: f.decimal(r.points), name: names.currency(r.currency) })) },
        { id: 'given', title: t('given'), label: t('given'), cell: (r) => (r.given ? '✓' : <Tooltip title={t('waitingHelp')}><Tag variant="filled" color="warning">{t('waiting')}</Tag></Tooltip>) },
      ]} />}
    </section>
  );
}

/** One membership as a whole: what it is, what it gives, how it came about, and what can be done to it. */
export function MemberPanel({ member, id }: { member: Member; id: string }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick(), slug = member.programme.slug;
  const active = member.status === 'active';
  return (
    <div className="member-panel">
      <div className="member-head">
        <b className="member-level">{member.level ? pick(member.level.title) || member.level.slug : t('noLevel')}</b>
        {!active && <Tag>{t(member.status)}</Tag>}
        {active && member.level_since && <span className="muted">{t('since', { day: f.dayOf(member.level_since) })}</span>}
        <span className="member-acts"><Acts slug={slug} id={id} member={member} /></span>
      </div>
      {member.memberships > 1 && <p className="muted">{t('several', { n: member.memberships })}</p>}
      {active && <Growth member={member} />}
      <Facts member={member} />
      {active && member.services.length > 0 && <section><h3>{t('services')}</h3><ul className="member-services">{member.services.map((s) => <Service key={s.slug} s={s} slug={slug} id={id} />)}</ul></section>}
      <Terms slug={slug} id={id} rows={member.terms} active={active} />
      <Levels slug={slug} rows={member.history} />
      <Gifts slug={slug} rows={member.gifts} />
    </div>
  );
}
