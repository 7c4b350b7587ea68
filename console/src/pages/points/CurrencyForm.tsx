import { Input, Select, Switch } from 'antd';
import { useWorkspace } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { clawbacks, ends, expiries, kinds, type CurrencyForm as Form } from './currency';
import { strings } from './strings';
import './points.css';

/** Everything a currency's document says, in six cards. `fixed`: it has transactions, so its decimals stay. */
export function CurrencyForm({ form, onChange, disabled, fixed, tried, slug }: { form: Form; onChange: (patch: Partial<Form>) => void; disabled: boolean; fixed: boolean; tried: boolean; slug?: React.ReactNode }) {
  const t = useStrings(strings), { currency: money } = useWorkspace();
  const text = (key: keyof Form, label: string, help?: string, error?: string | false, mode: 'text' | 'decimal' | 'numeric' = 'decimal') => (
    <Field label={label} help={help} error={error}><Input value={form[key] as string} maxLength={60} disabled={disabled} inputMode={mode} autoComplete="off" onChange={(e) => onChange({ [key]: e.target.value })} /></Field>
  );
  const nameless = tried && !form.zh.trim() && !form.en.trim() && t('nameMissing');
  return (
    <div className="points-form">
      <Card title={t('sectionBasics')}><div className="points-form">
        <div className="form-row">{text('zh', t('nameZh'), undefined, nameless, 'text')}{text('en', t('nameEn'), undefined, nameless, 'text')}{slug}</div>
        <div className="form-row">
          {text('unitZh', t('unitZh'), undefined, false, 'text')}{text('unitEn', t('unitEn'), undefined, false, 'text')}
          <Field label={t('type')}><Select value={form.type} disabled={disabled} onChange={(type) => onChange({ type })} options={kinds.map((k) => ({ value: k, label: t(`type_${k}`) }))} /></Field>
          <Field label={t('decimals')} help={t('decimalsHelp')}><Select value={form.decimals} disabled={disabled || fixed} onChange={(decimals) => onChange({ decimals })} options={['0', '1', '2', '3', '4'].map((n) => ({ value: n, label: n }))} /></Field>
        </div>
      </div></Card>
      <Card title={t('sectionValid')}><div className="points-form"><div className="form-row">
        <Field label={t('expiry')}><Select value={form.expiry} disabled={disabled} onChange={(expiry) => onChange({ expiry })} options={expiries.map((k) => ({ value: k, label: t(`expiry_${k}`) }))} /></Field>
        {form.expiry === 'months' && text('months', t('months'), undefined, false, 'numeric')}
        {form.expiry === 'days' && text('days', t('days'), undefined, false, 'numeric')}
        {form.expiry === 'yearly' && text('yearly', t('yearly'), undefined, false, 'text')}
        {(form.expiry === 'months' || form.expiry === 'days') && <Field label={t('endOf')}><Select value={form.end} disabled={disabled} onChange={(end) => onChange({ end })} options={ends.map((k) => ({ value: k, label: t(`end_${k}`) }))} /></Field>}
        {text('pending', t('pendingDays'), t('pendingHelp'), false, 'numeric')}
      </div></div></Card>
      <Card title={t('sectionLimits')}><div className="points-form">
        <div className="form-row">{text('grant', t('limitGrant'), t('limitHelp'))}{text('spend', t('limitSpend'), t('limitHelp'))}{text('adjust', t('limitAdjust'), t('limitHelp'))}{text('approval', t('approval'), t('approvalHelp'))}</div>
      </div></Card>
      <Card title={t('sectionUse')}><div className="points-form">
        <div className="form-row">{text('worth', t('worth', { money }), t('worthHelp'))}{text('debt', t('debt'), t('debtHelp'))}</div>
        <div className="form-row">
          <label className="points-switch"><Switch checked={form.transfers} disabled={disabled} onChange={(transfers) => onChange({ transfers })} aria-label={t('transfers')} />{t('transfers')}</label>
          {form.transfers && text('transfer', t('limitTransfer'), t('limitHelp'))}
        </div>
      </div></Card>
      <Card title={t('sectionCheckout')}><div className="points-form">
        <p className="field-note">{t('checkoutLead')}</p>
        <div className="form-row">{text('step', t('step'), t('stepHelp'))}{text('share', t('share'), t('shareHelp'))}{text('minOrder', t('minOrder', { money }), t('minOrderHelp'))}{text('minPoints', t('minPoints'))}</div>
        <div className="form-row">{text('perOrder', t('perOrder'), t('limitHelp'))}{text('perDay', t('perDay'), t('limitHelp'))}</div>
        <div className="form-row">
          <label className="points-switch"><Switch checked={form.withCoupons} disabled={disabled} onChange={(withCoupons) => onChange({ withCoupons })} aria-label={t('withCoupons')} />{t('withCoupons')}</label>
          <label className="points-switch"><Switch checked={form.paysShipping} disabled={disabled} onChange={(paysShipping) => onChange({ paysShipping })} aria-label={t('paysShipping')} />{t('paysShipping')}</label>
        </div>
        {form.checkoutRest.exclude !== undefined && <p className="field-note">{t('excludeNote')}</p>}
      </div></Card>
      <Card title={t('sectionBack')}><div className="points-form"><div className="form-row">
        {text('grace', t('grace'), t('graceHelp'), false, 'numeric')}
        <Field label={t('clawback')}><Select value={form.clawback} disabled={disabled} onChange={(clawback) => onChange({ clawback })} options={clawbacks.map((k) => ({ value: k, label: t(`clawback_${k}`) }))} /></Field>
      </div></div></Card>
    </div>
  );
}
