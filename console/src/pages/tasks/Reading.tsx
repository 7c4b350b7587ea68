import { useApi } from '@/api/hooks';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { list, measureOf, periodName, periodTimes, targetOf, type Doc, type Gift, type Kind } from './doc';
import { useNames } from '@/parts/members/useNames';
import { strings } from './strings';
import '@/parts/docs/docs.css';

/** What the document says, in sentences. */
export function Reading({ kind, doc }: { kind: Kind; doc: Doc }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick(), names = useNames();
  const g = doc.goal, m = measureOf(g), on = g?.on ?? '', n = f.decimal(targetOf(g) ?? 0);
  const counted = kind === 'task' && m !== 'progress' && on ? `did(${on})` : '';
  const what = useApi('parseExpression', { expression: counted }, { enabled: counted !== '', live: false, fresh: 300_000 });
  const cond = kind === 'badge' ? String(doc.when ?? '') : String(doc.who ?? '');
  const who = useApi('parseExpression', { expression: cond }, { enabled: cond.trim() !== '', live: false, fresh: 300_000 });
  const tasks = useApi('taskCounts', {}, { live: false });
  const taskName = (slug: string) => { const x = tasks.data?.items.find((i) => i.kind === 'task' && i.slug === slug); return (x && pick(x.title)) || slug; };
  const gifts = (all: readonly Gift[] | undefined): string => list(all).map((x) => (x.coupon === undefined ? t('nPoints', { n: f.decimal(x.points ?? 0), currency: names.currency(x.currency ?? '') }) : t('nCoupons', { n: f.decimal(x.count ?? 1), coupon: names.coupon(x.coupon) }))).join(t('comma'));
  const period = periodName(doc.period), often = period === 'repeated' ? t('upTo', { n: String(periodTimes(doc.period)) }) : t(period);
  const said = cond.trim() ? (who.data && pick(who.data.sentence)) || cond : '';
  const lines: string[] = [];
  if (kind === 'task') {
    lines.push(m === 'progress' ? t('rGoal_progress', { what: g?.progress ?? '', n }) : t(`rGoal_${m}`, { what: (what.data && pick(what.data.sentence)) || on, n, property: g?.sum ?? g?.distinct ?? '', period: often }));
    if (said) lines.push(t('rWho', { who: said }));
    if (doc.after) lines.push(t('rAfter', { task: taskName(doc.after) }));
    lines.push(list(doc.rewards).length ? t('rRewards', { what: gifts(doc.rewards) }) : t('rNothing'));
    lines.push(t(doc.claim ?? 'automatic'));
  } else if (kind === 'check_in') {
    list(doc.days).forEach((d, i) => lines.push(t('rDays', { n: i + 1, what: gifts(d) || t('none') })));
    list(doc.milestones).forEach((d) => lines.push(t('rMilestone', { n: String(d.days ?? ''), what: gifts(d.rewards) || t('none') })));
  } else {
    lines.push(doc.task !== undefined ? t('rTask', { task: taskName(doc.task), n: Number(doc.times ?? 1) }) : said);
    lines.push(doc.keep === 'while' ? t('rWhile') : t('forever'));
  }
  if (kind !== 'badge') {
    lines.push(t('rDates', { from: String(doc.from ?? '') || t('now'), until: String(doc.until ?? '') || (doc.review ? t('reviewOn', { day: String(doc.review) }) : t('open')) }));
    if (doc.holdout !== undefined) lines.push(t('rHoldout', { n: typeof doc.holdout === 'number' ? f.rate(doc.holdout / 100) : String(doc.holdout) }));
  }
  return <ul className="doc-reads">{lines.filter(Boolean).map((s, i) => <li key={i}>{s}</li>)}</ul>;
}
