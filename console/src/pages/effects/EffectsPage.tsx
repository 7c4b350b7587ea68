import { Button, Segmented, Select } from 'antd';
import { DownloadOutlined } from '@/theme/icons';
import { useApi } from '@/api/hooks';
import type { Report, Resource } from '@/api/types';
import { p, useUrlState } from '@/hooks/useUrlState';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import type { PageProps } from '@/pages';
import { Await } from '@/parts/feedback/Await';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Page } from '@/parts/page/Page';
import { downloadCsv } from '@/parts/question/csv';
import { csvOf, monthsBefore } from './cells';
import { CouponTab } from './CouponTab';
import { DosesTab } from './DosesTab';
import { MembershipTab } from './MembershipTab';
import { PointsTab } from './PointsTab';
import { strings } from './strings';
import './EffectsPage.css';

const tabs = ['points', 'coupon', 'doses', 'membership'] as const;
type Tab = (typeof tabs)[number];
const kinds = { points: 'currency', coupon: 'coupon', doses: 'coupon', membership: 'programme' } as const;
const which = { points: 'whichPoints', coupon: 'whichCoupon', doses: 'whichDoses', membership: 'whichMembership' } as const;
const none = { points: 'nonePoints', coupon: 'noneCoupon', doses: 'noneCoupon', membership: 'noneMembership' } as const;
const grains = ['day', 'week', 'month'] as const;
const MONTHS = [1, 3, 6, 12];
const OUTCOMES = [7, 14, 30, 60, 90];
const schema = { tab: p.oneOf(tabs, 'points'), of: p.text(), grain: p.oneOf(grains, 'month'), days: p.int(30), by: p.text(), kinds: p.list(), months: p.int(3) };

/** Do points, coupons and membership pay? */
export default function EffectsPage(_: PageProps) {
  const t = useStrings(strings), pick = usePick();
  const [s, set] = useUrlState(schema);
  const list = useApi('listResources', { kind: kinds[s.tab] });
  const classes = useApi('listClassifications', {}, { enabled: s.tab === 'coupon' || s.tab === 'doses' });
  const items: readonly Resource[] = list.isPlaceholderData ? [] : list.data?.items ?? [];
  const chosen = items.find((r) => r.slug === s.of) ?? items[0];
  return (
    <Page title={t('title')} lead={t('lead')} toolbar={<>
      <Segmented<Tab> aria-label={t('title')} value={s.tab} onChange={(tab) => set({ tab, of: '', kinds: [] }, { push: true })} options={tabs.map((value) => ({ value, label: t(value) }))} />
      {chosen && s.tab !== 'doses' && <Select aria-label={t(which[s.tab])} value={chosen.slug} popupMatchSelectWidth={false} onChange={(of) => set({ of }, { push: true })} options={items.map((r) => ({ value: r.slug, label: pick(r.title) || r.slug }))} />}
      {s.tab === 'points' && chosen && <Select aria-label={t('grain')} value={s.grain} popupMatchSelectWidth={false} onChange={(grain) => set({ grain }, { push: true })} options={grains.map((value) => ({ value, label: t(value) }))} />}
      {s.tab === 'doses' && chosen && <Select className="effects-kinds" mode="multiple" maxTagCount="responsive" aria-label={t('whichDoses')} placeholder={t('allDoses')} value={s.kinds} popupMatchSelectWidth={false} onChange={(kinds) => set({ kinds: kinds.slice(0, 20) })} options={items.map((r) => ({ value: r.slug, label: pick(r.title) || r.slug }))} showSearch={{ optionFilterProp: 'label' }} />}
      {s.tab === 'membership' && chosen && <Select aria-label={t('period')} value={s.months} popupMatchSelectWidth={false} onChange={(months) => set({ months }, { push: true })} options={[...new Set([...MONTHS, s.months])].sort((a, b) => a - b).map((n) => ({ value: n, label: n === 1 ? t('lastMonth') : t('lastMonths', { n }) }))} />}
      {(s.tab === 'coupon' || s.tab === 'doses') && chosen && <>
        <Select aria-label={t('days')} value={s.days} popupMatchSelectWidth={false} onChange={(days) => set({ days }, { push: true })} options={[...new Set([...OUTCOMES, s.days])].sort((a, b) => a - b).map((n) => ({ value: n, label: t('nDays', { n }) }))} />
        <Select aria-label={t('by')} value={s.by} popupMatchSelectWidth={false} onChange={(by) => set({ by }, { push: true })} options={[{ value: '', label: t('noClass') }, ...(classes.data?.items ?? []).map((c) => ({ value: c.slug, label: pick(c.title) }))]} />
      </>}
    </>}>
      <Await query={list} shape="table">{() => (list.isPlaceholderData ? null : !chosen ? <EmptyState kind="nothing" title={t(none[s.tab])} help={t('noneHelp')} /> : (
        <>
          {s.tab !== 'doses' && s.of !== '' && s.of !== chosen.slug && <p className="muted">{t('gone', { slug: s.of })}</p>}
          {s.tab === 'points' && <Points slug={chosen.slug} grain={s.grain} />}
          {s.tab === 'coupon' && <Coupon slug={chosen.slug} days={s.days} by={s.by} />}
          {s.tab === 'doses' && <Doses kinds={s.kinds.filter((k) => items.some((r) => r.slug === k))} days={s.days} by={s.by} />}
          {s.tab === 'membership' && <Membership slug={chosen.slug} months={Math.min(36, Math.max(1, s.months))} />}
        </>
      ))}</Await>
    </Page>
  );
}

function Csv({ name, report }: { name: string; report: Report }) {
  const t = useStrings(strings), pick = usePick();
  return <div className="effects-csv"><Button size="small" icon={<DownloadOutlined />} onClick={() => downloadCsv(name, csvOf(report, pick))}>{t('csv')}</Button></div>;
}

function Points({ slug, grain }: { slug: string; grain: (typeof grains)[number] }) {
  const q = useApi('getPointsEffect', { currency: slug, grain });
  return <Await query={q} shape="chart">{(r) => <><Csv name={`points-${slug}`} report={r} /><PointsTab report={r} /></>}</Await>;
}
function Coupon({ slug, days, by }: { slug: string; days: number; by: string }) {
  const q = useApi('getCouponEffect', { kind: slug, days, ...(by && { classification: by }) });
  return <Await query={q} shape="chart">{(r) => <><Csv name={`coupon-${slug}`} report={r} /><CouponTab report={r} /></>}</Await>;
}
function Doses({ kinds, days, by }: { kinds: string[]; days: number; by: string }) {
  const q = useApi('getDosesEffect', { days, ...(kinds.length > 0 && { kinds: kinds.join(',') }), ...(by && { classification: by }) });
  return <Await query={q} shape="chart">{(r) => <><Csv name="coupon-doses" report={r} /><DosesTab report={r} /></>}</Await>;
}
/** Three whole months are the server's own choice: without asking, its clock counts. */
function Membership({ slug, months }: { slug: string; months: number }) {
  const f = useFormat();
  const span = months === 3 ? {} : monthsBefore(f.dayOf(new Date().toISOString()), months);
  const q = useApi('getMembershipEffect', { programme: slug, ...span });
  return <Await query={q} shape="chart">{(r) => <><Csv name={`membership-${slug}`} report={r} /><MembershipTab report={r} slug={slug} /></>}</Await>;
}
