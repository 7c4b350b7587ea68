import { DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Input, Segmented, Select } from 'antd';
import { useWorkspace } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { Amount } from '@/parts/docs/Amount';
import type { FormProps } from '@/parts/docs/DocumentEditor';
import { ExpressionInput } from '@/parts/docs/ExpressionInput';
import { Names } from '@/parts/docs/Names';
import { wrongAt, type Mistake } from '@/parts/docs/useCheck';
import { Field } from '@/parts/fields/Field';
import { useNames } from '@/parts/members/useNames';
import { Card } from '@/parts/page/Card';
import { freeSlug, list, noneOf, percentOf, put, replaceAt, shareOf, shownPercent, titleOf, told, WHOLE, without, type Doc, type Prize } from './doc';
import { strings } from './strings';

type Props = FormProps<Doc>;
type Given = 'thing' | 'points' | 'coupon';
const givenOf = (p: Prize): Given => (p.reward === undefined ? 'thing' : p.reward.coupon === undefined ? 'points' : 'coupon');

function PrizeFields({ prize, i, all, onChange, onRemove, mistake }: { prize: Prize; i: number; all: readonly Prize[]; onChange: (p: Prize, merge?: string) => void; onRemove: () => void; mistake: Mistake | null }) {
  const t = useStrings(strings), pick = usePick(), names = useNames(), { currency } = useWorkspace();
  const at = `prizes.${i}`, wrong = (f: string) => wrongAt(mistake, `${at}.${f}`), given = givenOf(prize), gift = titleOf(prize.gift);
  const give = (v: Given) => onChange(v === 'thing' ? put(prize, { reward: undefined, gift: { zh: '到店领取', en: 'At the counter' } })
    : put(prize, { gift: undefined, reward: v === 'points' ? { points: 10, currency: names.currencies()[0]?.value ?? '' } : { coupon: names.coupons()[0]?.value ?? '' } }));
  return (
    <div className="drw-prize" role="group" aria-label={t('prizeN', { n: i + 1 })}>
      <div className="drw-prize-head"><span>{pick(titleOf(prize.title)) || t('prizeN', { n: i + 1 })}</span><Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${t('removePrize')}: ${pick(titleOf(prize.title)) || prize.slug}`} onClick={onRemove} /></div>
      {mistake?.path === at && <p className="field-note field-error" role="alert">{wrongAt(mistake, at)}</p>}
      <div className="doc-grid">
        <Names value={prize.title} path={`${at}.title`} mistake={mistake} onChange={(title, lang) => onChange(put(prize, { title }), `${at}.${lang}`)} />
        <Field label={t('id')} help={t('idHelp')} error={wrong('slug')}><Input value={prize.slug} spellCheck={false} onChange={(e) => onChange({ ...prize, slug: e.target.value }, `${at}.slug`)} /></Field>
        <Field label={t('probability')} error={wrong('probability')}><Input key={given} inputMode="decimal" suffix="%" defaultValue={shownPercent(prize.probability)} onChange={(e) => onChange(put(prize, { probability: shareOf(e.target.value) }), `${at}.p`)} /></Field>
        <Field label={t('stock')} help={t('noLimit')} error={wrong('stock')}><Amount label={t('stock')} value={prize.stock} onChange={(v) => onChange(put(prize, { stock: v }), `${at}.stock`)} /></Field>
        <Field label={t('perPerson')} help={t('noLimit')} error={wrong('per_person')}><Amount label={t('perPerson')} value={prize.per_person} onChange={(v) => onChange(put(prize, { per_person: v }), `${at}.n`)} /></Field>
        <Field label={t('unitCost')} error={wrong('cost')}><Amount label={t('unitCost')} value={prize.cost} suffix={currency} width={160} onChange={(v) => onChange(put(prize, { cost: v }), `${at}.cost`)} /></Field>
        <Field label={t('fallsTo')} error={wrong('falls_to')}><Select value={prize.falls_to ?? 'none'} options={[{ value: 'none', label: t('nothing') }, ...all.filter((x) => x !== prize).map((x) => ({ value: x.slug, label: pick(titleOf(x.title)) || x.slug }))]} onChange={(v) => onChange(put(prize, { falls_to: v === 'none' ? undefined : v }))} /></Field>
        <div className="field"><span className="field-label">{t('what')}</span><Segmented aria-label={t('what')} value={given} onChange={give} options={[{ value: 'thing', label: t('giftThing') }, { value: 'points', label: t('giftPoints'), disabled: names.currencies().length === 0 }, { value: 'coupon', label: t('giftCoupon'), disabled: names.coupons().length === 0 }]} /></div>
        {given === 'thing' && <Field label={t('giftHow')} error={wrong('gift')}><Input value={pick(gift)} onChange={(e) => onChange(put(prize, { gift: told(told(prize.gift, 'zh', e.target.value), 'en', e.target.value) }), `${at}.gift`)} /></Field>}
        {given === 'points' && <><Field label={t('amount')} error={wrong('reward.points') ?? wrong('reward')}><Amount label={t('amount')} value={prize.reward?.points} onChange={(v) => onChange({ ...prize, reward: put(prize.reward ?? {}, { points: v }) }, `${at}.pts`)} /></Field><Field label={t('currency')}><Select value={prize.reward?.currency ?? ''} options={names.currencies(prize.reward?.currency)} onChange={(v) => onChange({ ...prize, reward: { ...prize.reward, currency: v } })} /></Field></>}
        {given === 'coupon' && <><Field label={t('coupon')} error={wrong('reward')}><Select value={prize.reward?.coupon ?? ''} options={names.coupons(prize.reward?.coupon)} onChange={(v) => onChange({ ...prize, reward: { ...prize.reward, coupon: v } })} /></Field><Field label={t('amount')}><Amount label={t('amount')} value={prize.reward?.count ?? 1} onChange={(v) => onChange({ ...prize, reward: put(prize.reward ?? {}, { count: v === 1 ? undefined : v }) }, `${at}.count`)} /></Field></>}
      </div>
    </div>
  );
}

function Prizes({ doc, onChange, mistake }: Props) {
  const t = useStrings(strings), prizes = list(doc.prizes), none = noneOf(prizes);
  const bad = none === null ? t('badOdds') : none < 0 ? t('tooMuch') : null;
  return (
    <Card title={t('prizes')} help={t('prizesHelp')} extra={<Button size="small" icon={<PlusOutlined />} disabled={prizes.length >= 50} onClick={() => onChange(put(doc, { prizes: [...prizes, { slug: freeSlug(prizes, 'prize'), probability: '0.01', cost: 1, gift: { zh: '到店领取', en: 'At the counter' } }] }))}>{t('addPrize')}</Button>}>
      <div className="drw-prizes">
        {prizes.map((x, i) => <PrizeFields key={i} prize={x} i={i} all={prizes} mistake={mistake} onChange={(v, merge) => onChange(put(doc, { prizes: replaceAt(prizes, i, v) }), merge ?? null)} onRemove={() => onChange(put(doc, { prizes: without(prizes, i) }))} />)}
      </div>
      <p className={bad ? 'drw-total drw-total-bad' : 'drw-total'} role="status">{bad ?? t('total', { sum: percentOf(WHOLE - (none ?? 0)), none: percentOf(none ?? 0) })}</p>
      {mistake?.path === 'prizes' && <p className="field-note field-error" role="alert">{wrongAt(mistake, 'prizes')}</p>}
    </Card>
  );
}

/** The whole document in fields. */
export function Form(props: Props) {
  const { doc, onChange, mistake } = props;
  const t = useStrings(strings), names = useNames(), { currency } = useWorkspace();
  const wrong = (path: string) => wrongAt(mistake, path);
  const part = (key: 'free' | 'limits', of: 'per_day' | 'in_all', v: string | number | undefined) => {
    const next = put(doc[key] ?? {}, { [of]: v });
    onChange(put(doc, { [key]: Object.keys(next).length ? next : undefined }), `${key}.${of}`);
  };
  const price = (v: string | number | undefined) => onChange(put(doc, { price: v === undefined ? undefined : { points: v, currency: doc.price?.currency ?? names.currencies()[0]?.value ?? '' } }), 'price');
  return (
    <>
      <Card title={t('naming')}>
        <div className="doc-grid">
          <Names value={doc.title} path="title" mistake={mistake} onChange={(title, lang) => onChange(put(doc, { title }), `title.${lang}`)} />
          <Field label={t('goal')} help={t('goalHelp')} error={wrong('goal')}><Input value={doc.goal ?? ''} spellCheck={false} onChange={(e) => onChange(put(doc, { goal: e.target.value || undefined }), 'goal')} /></Field>
          <Field label={t('from')} error={wrong('from')}><Input type="date" value={String(doc.from ?? '').slice(0, 10)} onChange={(e) => onChange(put(doc, { from: e.target.value || undefined }), 'from')} /></Field>
          <Field label={t('until')} error={wrong('until')}><Input type="date" value={String(doc.until ?? '').slice(0, 10)} onChange={(e) => onChange(put(doc, { until: e.target.value || undefined }), 'until')} /></Field>
          <Field label={t('budget')} help={t('budgetHelp')} error={wrong('budget')}><Amount label={t('budget')} value={doc.budget} suffix={currency} width={160} onChange={(v) => onChange(put(doc, { budget: v }), 'budget')} /></Field>
          <Field label={t('holdout')} help={t('holdoutHelp')} error={wrong('holdout')}><Amount label={t('holdout')} value={doc.holdout} onChange={(v) => onChange(put(doc, { holdout: v }), 'holdout')} /></Field>
        </div>
        <ExpressionInput label={t('audience')} help={t('audienceHelp')} value={doc.audience ?? ''} onChange={(v) => onChange(put(doc, { audience: v.trim() ? v : undefined }), 'audience')} />
        {wrong('audience') && <p className="field-note field-error" role="alert">{wrong('audience')}</p>}
      </Card>
      <Prizes {...props} />
      <Card title={t('price')}>
        <div className="doc-grid">
          <Field label={t('freeDay')} error={wrong('free.per_day') ?? wrong('free')}><Amount label={t('freeDay')} value={doc.free?.per_day} onChange={(v) => part('free', 'per_day', v)} /></Field>
          <Field label={t('freeAll')} error={wrong('free.in_all')}><Amount label={t('freeAll')} value={doc.free?.in_all} onChange={(v) => part('free', 'in_all', v)} /></Field>
          <Field label={t('points')} help={t('pointsHelp')} error={wrong('price')}><Amount label={t('points')} value={doc.price?.points} disabled={names.currencies().length === 0} onChange={price} /></Field>
          {doc.price && <Field label={t('currency')}><Select value={doc.price.currency ?? ''} options={names.currencies(doc.price.currency)} onChange={(v) => onChange(put(doc, { price: { ...doc.price, currency: v } }))} /></Field>}
          <Field label={t('limitDay')} help={t('noLimit')} error={wrong('limits.per_day') ?? wrong('limits')}><Amount label={t('limitDay')} value={doc.limits?.per_day} onChange={(v) => part('limits', 'per_day', v)} /></Field>
          <Field label={t('limitAll')} help={t('noLimit')} error={wrong('limits.in_all')}><Amount label={t('limitAll')} value={doc.limits?.in_all} onChange={(v) => part('limits', 'in_all', v)} /></Field>
        </div>
      </Card>
    </>
  );
}
