import { App, Button, Input, Select } from 'antd';
import { useSend } from '@/api/hooks';
import { useCan } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { useNames } from '@/parts/members/useNames';
import { Card } from '@/parts/page/Card';
import { Amount } from '@/parts/docs/Amount';
import { periodKind, periodMonths, periodOf, put, type Doc } from './doc';
import type { PartProps } from './Joining';
import { strings } from './strings';
import { wrongAt } from '@/parts/docs/useCheck';

const GROWTH = 'growth';

/** The currency that raises levels. Where there is none one is made, so that a first programme needs no other page. */
function GrowthField({ doc, onChange, mistake }: PartProps) {
  const t = useStrings(strings), names = useNames(), may = useCan('operator');
  const { message } = App.useApp();
  const make = useSend('putDocument', ['listResources', 'vocabulary', 'applyResources']);
  const known = names.currencies();
  const missing = doc.growth !== undefined && !known.some((c) => c.value === doc.growth);
  const create = () => make.mutate({ kind: 'currency', slug: GROWTH, title: { zh: '成长值', en: 'Growth' }, type: 'growth', $: { ifNew: true } } as never, {
    onSuccess: () => { onChange({ ...doc, growth: GROWTH }); void message.success(t('growthMade')); }, onError: (e) => void message.error(e.detail),
  });
  return (
    <>
      <Field label={t('growth')} help={t('growthHelp')} error={wrongAt(mistake, 'growth')}>
        <Select value={doc.growth ?? ''} onChange={(v) => onChange(put(doc, { growth: v || undefined }))} options={[{ value: '', label: t('growthNone') }, ...names.currencies(doc.growth)]} popupMatchSelectWidth={240} />
      </Field>
      {may && (known.length === 0 || missing) && !known.some((c) => c.value === GROWTH) && <div className="field"><span className="field-label">&nbsp;</span><Button loading={make.isPending} onClick={create}>{t('makeGrowth')}</Button></div>}
    </>
  );
}

/** What is counted, over which time, and what becomes of who does not keep a level. */
export function Growing(props: PartProps) {
  const { doc, onChange, mistake } = props;
  const t = useStrings(strings);
  const kind = periodKind(doc.period), months = periodMonths(doc.period);
  const counted = kind === 'rolling' || kind === 'from_upgrade';
  const down = (patch: NonNullable<Doc['downgrade']>, merge?: string) => { const next = put(doc.downgrade ?? {}, patch); onChange(put(doc, { downgrade: Object.keys(next).length ? next : undefined }), merge); };
  return (
    <Card title={t('growing')}>
      <div className="prg-grid">
        <GrowthField {...props} />
        <Field label={t('period')} error={!counted && wrongAt(mistake, 'period')}><Select value={kind} onChange={(k) => onChange(put(doc, { period: periodOf(k, months), ...(k === 'lifetime' ? { downgrade: undefined, counts: undefined } : {}) }))} options={(['lifetime', 'year', 'rolling', 'from_upgrade'] as const).map((k) => ({ value: k, label: t(k) }))} popupMatchSelectWidth={false} /></Field>
        {counted && <Field label={t('months')} error={wrongAt(mistake, 'period')}><Amount label={t('months')} width={160} value={months} onChange={(n) => onChange(put(doc, { period: periodOf(kind, n ?? '') }), 'period')} /></Field>}
        {kind !== 'lifetime' && <>
          <Field label={t('counts')} error={wrongAt(mistake, 'counts')}><Select value={doc.counts ?? 'period'} onChange={(v) => onChange(put(doc, { counts: v === 'period' ? undefined : v }))} options={[{ value: 'period' as const, label: t('countsPeriod') }, { value: 'lifetime' as const, label: t('countsLifetime') }]} /></Field>
          <Field label={t('downgrade')} error={wrongAt(mistake, 'downgrade.to')}><Select value={doc.downgrade?.to ?? 'reached'} onChange={(v) => down({ to: v === 'reached' ? undefined : v })} options={(['reached', 'one_level'] as const).map((k) => ({ value: k, label: t(k) }))} /></Field>
          <Field label={t('grace')} help={t('graceHelp')} error={wrongAt(mistake, 'downgrade.grace_days')}><Amount label={t('grace')} width={160} placeholder="0" value={doc.downgrade?.grace_days} onChange={(n) => down({ grace_days: n }, 'grace')} /></Field>
        </>}
      </div>
    </Card>
  );
}

/** Member days and where birthdays come from. */
export function SpecialDays({ doc, onChange, mistake }: PartProps) {
  const t = useStrings(strings);
  const day = doc.member_day, kind = !day ? 'none' : 'month' in day ? 'month' : 'week';
  return (
    <Card title={t('days')}>
      <div className="prg-grid">
        <Field label={t('memberDay')} error={kind === 'none' && wrongAt(mistake, 'member_day')}><Select value={kind} onChange={(k) => onChange(put(doc, { member_day: k === 'month' ? { month: 8 } : k === 'week' ? { week: 5 } : undefined }))} options={[{ value: 'none', label: t('noDay') }, { value: 'month', label: t('monthly') }, { value: 'week', label: t('weekly') }]} /></Field>
        {day && 'month' in day && <Field label={t('dayN')} error={wrongAt(mistake, 'member_day')}><Amount label={t('dayN')} width={160} value={day.month} onChange={(n) => onChange({ ...doc, member_day: { month: n ?? '' } }, 'day')} /></Field>}
        {day && 'week' in day && <Field label={t('weekday')} error={wrongAt(mistake, 'member_day')}><Select value={Number(day.week)} onChange={(week) => onChange({ ...doc, member_day: { week } })} options={[1, 2, 3, 4, 5, 6, 7].map((n) => ({ value: n, label: t(`w${n}` as 'w1') }))} /></Field>}
        <Field label={t('birthday')} help={t('birthdayHelp')} error={wrongAt(mistake, 'birthday')}><Input value={doc.birthday ?? ''} placeholder="birthday" maxLength={200} onChange={(e) => onChange(put(doc, { birthday: e.target.value || undefined }), 'birthday')} /></Field>
      </div>
    </Card>
  );
}
