import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Select } from 'antd';
import { useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { useNames } from '@/parts/members/useNames';
import { Amount } from './Amount';
import { put, replaceAt, without, type Gift } from './doc';
import { strings } from './strings';
import { wrongAt, type Mistake } from './useCheck';

export interface GiftsProps { title: string; gifts: readonly Gift[]; onChange: (g: Gift[]) => void; path: string; mistake: Mistake | null; blocked?: string | null }

/** What is given on one occasion: points, coupons, turns of a draw. */
export function Gifts({ title, gifts, onChange, path, mistake, blocked = null }: GiftsProps) {
  const t = useStrings(strings), names = useNames();
  const currencies = names.currencies(), coupons = names.coupons(), draws = names.draws();
  const wrong = wrongAt(mistake, path);
  return (
    <div className="doc-gifts" role="group" aria-label={title}>
      <span className="field-label">{title}</span>
      {gifts.map((g, i) => (
        <div key={i} className="doc-gift">
          {g.draw !== undefined
            ? <><Amount label={t('times')} value={g.turns ?? 1} width={72} onChange={(n) => onChange(replaceAt(gifts, i, put(g, { turns: n === 1 ? undefined : n })))} /><span className="muted">{t('times')}</span><Select aria-label={t('draw')} value={g.draw || undefined} placeholder={t('draw')} options={names.draws(g.draw)} onChange={(draw) => onChange(replaceAt(gifts, i, { ...g, draw }))} showSearch={{ optionFilterProp: 'search' }} popupMatchSelectWidth={220} /></>
            : g.coupon === undefined
            ? <><Amount label={t('amount')} value={g.points} width={96} onChange={(points) => onChange(replaceAt(gifts, i, put(g, { points })))} /><Select aria-label={t('currency')} value={g.currency || undefined} placeholder={t('currency')} options={names.currencies(g.currency)} onChange={(currency) => onChange(replaceAt(gifts, i, { ...g, currency }))} popupMatchSelectWidth={200} /></>
            : <><Amount label={t('pieces')} value={g.count ?? 1} width={72} onChange={(n) => onChange(replaceAt(gifts, i, put(g, { count: n === 1 ? undefined : n })))} /><span className="muted">{t('pieces')}</span><Select aria-label={t('coupon')} value={g.coupon || undefined} placeholder={t('coupon')} options={names.coupons(g.coupon)} onChange={(coupon) => onChange(replaceAt(gifts, i, { ...g, coupon }))} showSearch={{ optionFilterProp: 'search' }} popupMatchSelectWidth={220} /></>}
          <Button type="text" size="small" aria-label={t('removeOf', { what: `${title} ${i + 1}` })} icon={<CloseOutlined />} onClick={() => onChange(without(gifts, i))} />
        </div>
      ))}
      <div className="doc-adds">
        <ActionButton type="link" size="small" icon={<PlusOutlined />} reason={blocked ?? (currencies.length === 0 && t('noCurrencies'))} onClick={() => onChange([...gifts, { points: 100, currency: currencies.find((c) => c.value === 'points')?.value ?? currencies[0]?.value ?? '' }])}>{t('addPoints')}</ActionButton>
        <ActionButton type="link" size="small" icon={<PlusOutlined />} reason={blocked ?? (coupons.length === 0 && t('noKinds'))} onClick={() => onChange([...gifts, { coupon: coupons[0]?.value ?? '' }])}>{t('addCoupon')}</ActionButton>
        {draws.length > 0 && <ActionButton type="link" size="small" icon={<PlusOutlined />} reason={blocked} onClick={() => onChange([...gifts, { draw: draws[0]?.value ?? '' }])}>{t('addTurns')}</ActionButton>}
      </div>
      {wrong && <p className="field-note field-error" role="alert">{wrong}</p>}
    </div>
  );
}
