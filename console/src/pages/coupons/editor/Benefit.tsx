import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Segmented } from 'antd';
import { useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { ItemsAt } from './Catalogue';
import { useEditing } from './context';
import { addTier, benefitOf, benefits, flag, removeTier, set, setBenefit, setTierForm, tierForm, tiersOf, type Benefit } from './doc';
import { NumberAt, WordAt } from './Inputs';
import { strings } from './strings';

const roundings = ['down', 'up', 'half_up', 'half_even'] as const;

function Tiers() {
  const t = useStrings(strings), e = useEditing();
  const tiers = tiersOf(e.doc), { by, give } = tierForm(tiers);
  return (
    <>
      <div className="coupon-row">
        <div className="field"><span className="field-label">{t('tierBy')}</span><div><Segmented aria-label={t('tierBy')} disabled={e.disabled} value={by} onChange={(v) => e.change((d) => setTierForm(d, v, give))} options={[{ value: 'spend' as const, label: t('bySpend') }, { value: 'quantity' as const, label: t('byQuantity') }]} /></div></div>
        <div className="field"><span className="field-label">{t('tierGive')}</span><div><Segmented aria-label={t('tierGive')} disabled={e.disabled} value={give} onChange={(v) => e.change((d) => setTierForm(d, by, v))} options={[{ value: 'amount' as const, label: t('giveAmount') }, { value: 'percent' as const, label: t('givePercent') }]} /></div></div>
      </div>
      <div className="coupon-tiers">
        {tiers.map((_, i) => (
          <div key={i} className="coupon-tier" role="group" aria-label={t('tier', { n: i + 1 })}>
            <b>{t('tier', { n: i + 1 })}</b>
            <NumberAt path={`benefit.tiers.${i}.${by}`} label={by === 'spend' ? t('spend') : t('quantity')} />
            <NumberAt path={`benefit.tiers.${i}.${give}`} label={give === 'amount' ? t('amount') : t('percent')} {...(give === 'percent' ? { suffix: '%' } : {})} />
            <Button type="text" size="small" disabled={e.disabled || tiers.length < 2} icon={<CloseOutlined />} aria-label={t('removeTier', { n: i + 1 })} onClick={() => e.change((d) => removeTier(d, i))} />
            {e.exact(`benefit.tiers.${i}`) && <span className="field-note field-error coupon-tier-note" role="alert">{e.exact(`benefit.tiers.${i}`)}</span>}
          </div>
        ))}
        <div><Button type="dashed" disabled={e.disabled || tiers.length >= 20} icon={<PlusOutlined />} onClick={() => e.change(addTier)}>{t('addTier')}</Button></div>
        <span className="field-note">{t('tierHelp')}</span>
      </div>
      {give === 'percent' && <Cap />}
    </>
  );
}

function Cap() {
  const t = useStrings(strings);
  return (
    <div className="coupon-grid">
      <NumberAt path="benefit.max_discount" label={t('maxDiscount')} placeholder={t('noCap')} />
      <WordAt path="benefit.round" label={t('round')} words={roundings.map((value) => ({ value, label: t(value) }))} />
    </div>
  );
}

/** What the coupon takes off: the kind of benefit, and what belongs to it. */
export function BenefitCard() {
  const t = useStrings(strings), e = useEditing();
  const type = benefitOf(e.doc), free = flag(e.doc, 'benefit.free', false);
  // An error of the benefit as a whole, or of a field that its kind does not have here.
  const whole = e.exact('benefit') ?? e.exact('benefit.tiers');
  return (
    <Card title={t('benefit')}>
      <div className="coupon-form">
        <div className="field"><span className="field-label">{t('type')}</span><div className="coupon-scroll"><Segmented<Benefit | ''> aria-label={t('type')} disabled={e.disabled} value={type ?? ''} onChange={(v) => { if (v) e.change((d) => setBenefit(d, v)); }} options={benefits.map((value) => ({ value, label: t(value) }))} /></div></div>
        {type === 'threshold' && <div className="coupon-grid"><NumberAt path="benefit.spend" label={t('spend')} /><NumberAt path="benefit.amount" label={t('amount')} /><NumberAt path="benefit.repeat" label={t('repeat')} placeholder="1" help={t('repeatHelp')} /></div>}
        {type === 'amount_off' && <div className="coupon-grid"><NumberAt path="benefit.amount" label={t('amount')} /></div>}
        {type === 'percent_off' && <><div className="coupon-grid"><NumberAt path="benefit.percent" label={t('percent')} suffix="%" help={t('percentHelp')} /></div><Cap /></>}
        {type === 'tiered' && <Tiers />}
        {type === 'fixed_price' && <div className="coupon-grid"><NumberAt path="benefit.price" label={t('price')} /><NumberAt path="benefit.quantity" label={t('units')} placeholder={t('unitsAll')} /></div>}
        {type === 'gift' && <><ItemsAt path="benefit.items" label={t('gifts')} help={t('giftsHelp')} /><div className="coupon-grid"><NumberAt path="benefit.quantity" label={t('giftUnits')} placeholder="1" /></div></>}
        {type === 'shipping' && (
          <div className="coupon-row">
            <div className="field"><span className="field-label">{t('shippingIs')}</span><div><Segmented aria-label={t('shippingIs')} disabled={e.disabled} value={free ? 'free' : 'partly'} options={[{ value: 'free', label: t('free') }, { value: 'partly', label: t('partly') }]}
              onChange={(v) => e.change((d) => (v === 'free' ? set(set(d, 'benefit.amount', undefined), 'benefit.free', true) : set(set(d, 'benefit.free', undefined), 'benefit.amount', 8)))} /></div></div>
            {!free && <NumberAt path="benefit.amount" label={t('amount')} />}
          </div>
        )}
        {whole && <span className="field-note field-error" role="alert">{whole}</span>}
      </div>
    </Card>
  );
}
