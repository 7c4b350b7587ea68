/* What a programme's document says, in sentences; conditions are only named, their own sentences stand beside them. */
import type { Title } from '@/api/types';
import type { Translate } from '@/i18n/lang';
import type { Format } from '@/i18n/useFormat';
import type { Names } from '@/parts/members/useNames';
import { joinKind, list, occasions, periodKind, periodMonths, titleOf, type Doc, type Gift, type Level } from './doc';
import type { strings } from './strings';

export interface Tellers { t: Translate<typeof strings>; f: Format; pick: (t: Title) => string; names: Pick<Names, 'currency' | 'coupon' | 'draw'>; /** Of join.when, once it is known. */ who?: string | undefined }

const comma = (lang: string): string => (lang === 'zh' ? '、' : ', ');

export function giftText(gifts: readonly Gift[], { t, f, names }: Tellers): string {
  return gifts.map((g) => (g.draw !== undefined ? t('rTurns', { name: names.draw(g.draw), n: String(g.turns ?? 1) }) : g.coupon !== undefined ? t('rCoupons', { name: names.coupon(g.coupon), n: String(g.count ?? 1) }) : t('rPoints', { n: f.decimal(g.points ?? 0), name: names.currency(g.currency ?? '') }))).join(comma(f.lang));
}

function level(l: Level, i: number, x: Tellers): string {
  const { t, f, pick } = x, name = pick(titleOf(l.title, l.slug)) || l.slug;
  if (l.growth !== undefined) return t('rGrowth', { level: name, n: f.decimal(l.growth), keep: l.keep !== undefined ? t('rKeep', { n: f.decimal(l.keep) }) : '', rule: l.when !== undefined ? t('rAnd') : '' });
  if (l.when !== undefined) return t('rByRule', { level: name });
  return t(i === 0 ? 'rEverybody' : 'rHand', { level: name });
}

function join(d: Doc, x: Tellers): string {
  const { t, f, pick } = x;
  switch (joinKind(d.join)) {
    case 'open': return t('rOpen');
    case 'rule': return t('rRule', { sentence: x.who ?? '…' });
    case 'paid': return t('rPaid', { plans: list(d.plans).map((p) => t('rPlan', {
      name: pick(titleOf(p.title, p.slug)) || p.slug, price: f.money(String(p.price ?? 0)), term: p.days !== undefined ? t('nDays', { n: Number(p.days) }) : t('nMonths', { n: Number(p.months ?? 1) }), trial: p.trial_days ? t('rTrial', { n: Number(p.trial_days) }) : '',
    })).join(f.lang === 'zh' ? '；' : '; ') });
  }
}

function period(d: Doc, { t }: Tellers): string[] {
  const kind = periodKind(d.period), n = Number(periodMonths(d.period));
  if (kind === 'lifetime') return [t('rLifetime')];
  const to = t(d.downgrade?.to === 'one_level' ? 'rToOne' : 'rToReached'), grace = Number(d.downgrade?.grace_days ?? 0);
  return [kind === 'year' ? t('rYear') : t(kind === 'rolling' ? 'rRolling' : 'rFrom', { n }), grace > 0 ? t('rGrace', { n: grace, to }) : t('rNoGrace', { to })];
}

export function sentences(d: Doc, x: Tellers): string[] {
  const { t, f, pick } = x, out = [join(d, x), ...(list(d.enrol).length ? [t('rEnrol', { on: list(d.enrol).map((e) => e.on).join(comma(f.lang)) })] : []), ...period(d, x)];
  const occasion = { upgrade: t('upgrade'), birthday: t('birthdayGift'), member_day: t('member_day') };
  for (const p of list(d.welcome)) {
    const from = list(p.sources);
    out.push(t('rWelcome', { name: pick(titleOf(p.title, p.slug)) || p.slug, sources: from.length ? t('rSources', { list: from.join(comma(f.lang)) }) : '', rule: p.when !== undefined ? t('rAnd') : '', gifts: giftText(list(p.gifts), x) || t('noGifts') }));
  }
  list(d.levels).forEach((l, i) => {
    out.push(level(l, i, x));
    for (const o of occasions) {
      const gifts = list(l.gifts?.[o]);
      if (gifts.length) out.push(t('rGifts', { occasion: `${pick(titleOf(l.title, l.slug)) || l.slug} · ${occasion[o]}`, gifts: giftText(gifts, x) }));
    }
  });
  const day = d.member_day;
  if (day && 'month' in day) out.push(t('rDayMonth', { n: String(day.month) }));
  const week = day && 'week' in day ? Number(day.week) : 0;
  if (week >= 1 && week <= 7) out.push(t('rDayWeek', { day: t(`w${week}` as 'w1') }));
  return out;
}
