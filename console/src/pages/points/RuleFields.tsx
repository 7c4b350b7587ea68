import { Button, Input, Segmented, Select, Switch } from 'antd';
import { useState, type ReactNode } from 'react';
import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { useApi } from '@/api/hooks';
import { usePhone } from '@/hooks/useMedia';
import { usePick, useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import type { Currencies } from '@/parts/points/useCurrencies';
import { SelectorField } from '@/parts/question/SelectorField';
import { ExpressionDialog } from '@/parts/question/WhoPicker';
import { ExpressionView } from '@/parts/text/ExpressionView';
import { capNames, combines, newMultiplier, newStep, refunds, rewards, roundings, weekdays, type Multiplier, type RuleForm } from './rule';
import { ruleStrings } from './ruleStrings';
import './points.css';

type Put = (patch: Partial<RuleForm>) => void;

/** Which events; only to read where they are not to be changed. */
function Events({ label, value, onChange, disabled, placeholder }: { label: string; value: string; onChange: (v: string) => void; disabled: boolean; placeholder?: string }) {
  return (
    <div>
      <div className="rule-label">{label}</div>
      {disabled ? (value ? <ExpressionView expression={value} /> : <span className="muted">{placeholder ?? '–'}</span>)
        : <SelectorField label={label} value={value} onChange={onChange} {...(placeholder ? { optional: true, placeholder } : {})} />}
    </div>
  );
}

/** A condition on the person, or none; written as an expression. */
function WhoField({ value, disabled, onChange, label }: { value: string; disabled: boolean; onChange: (v: string) => void; label: string }) {
  const t = useStrings(ruleStrings);
  const [open, setOpen] = useState(false);
  return (
    <div className="rule-who">
      <span className="rule-label">{label}</span>
      <div className="rule-who-line">
        {value ? <ExpressionView expression={value} /> : <span className="muted">{t('whoAll')}</span>}
        {!disabled && <Button size="small" onClick={() => setOpen(true)}>{t('whoOwn')}</Button>}
        {!disabled && value && <Button size="small" type="text" icon={<CloseOutlined />} aria-label={`${t('remove')} ${label}`} onClick={() => onChange('')} />}
      </div>
      {open && <ExpressionDialog title={t('whoTitle')} value={value} onClose={() => setOpen(false)} onApply={(v) => { onChange(v); setOpen(false); }} />}
    </div>
  );
}

function Rows({ f, put, disabled }: { f: RuleForm; put: Put; disabled: boolean }) {
  const t = useStrings(ruleStrings);
  const change = (key: string, patch: Partial<RuleForm['steps'][number]>) => put({ steps: f.steps.map((s) => (s.key === key ? { ...s, ...patch } : s)) });
  return (
    <div className="rule-list">
      {f.steps.map((s, i) => (
        <div key={s.key} className="rule-step" role="group" aria-label={`${t('stepFrom')} ${s.from || i + 1}`}>
          <span>{t('stepFrom')}</span><Input aria-label={t('stepFrom')} inputMode="decimal" value={s.from} disabled={disabled} onChange={(e) => change(s.key, { from: e.target.value })} />
          <span>{t('stepPoints')}</span><Input aria-label={t('stepPoints')} inputMode="decimal" value={s.points} disabled={disabled} onChange={(e) => change(s.key, { points: e.target.value })} />
          <Select aria-label={t('reward_steps')} value={s.rate} disabled={disabled} onChange={(rate) => change(s.key, { rate })} options={[{ value: false, label: t('stepFixed') }, { value: true, label: t('stepRate') }]} />
          <Button type="text" size="small" icon={<CloseOutlined />} disabled={disabled} aria-label={`${t('remove')} ${i + 1}`} onClick={() => put({ steps: f.steps.filter((x) => x.key !== s.key) })} />
        </div>
      ))}
      {!disabled && <Button type="dashed" icon={<PlusOutlined />} onClick={() => put({ steps: [...f.steps, newStep()] })}>{t('addStep')}</Button>}
    </div>
  );
}

function MultiplierRow({ m, disabled, onChange, onRemove }: { m: Multiplier; disabled: boolean; onChange: (patch: Partial<Multiplier>) => void; onRemove: () => void }) {
  const t = useStrings(ruleStrings), pick = usePick();
  const programmes = useApi('listResources', { kind: 'programme' }).data?.items ?? [];
  const box = (key: keyof Multiplier, label: string, help?: string) => <Field label={label} help={help}><Input value={m[key] as string} disabled={disabled} maxLength={400} onChange={(e) => onChange({ [key]: e.target.value })} /></Field>;
  return (
    <section className="rule-multiplier" aria-label={m.name || t('addMultiplier')}>
      <div className="form-row">
        {box('name', t('multiplierName'))}{box('by', t('by'))}
        <Field label={t('programme')}><Select value={m.programme} disabled={disabled} onChange={(programme) => onChange({ programme })} options={[{ value: '', label: t('anyProgramme') }, ...programmes.map((r) => ({ value: r.slug, label: pick(r.title) || r.slug })), ...(m.programme && !programmes.some((r) => r.slug === m.programme) ? [{ value: m.programme, label: m.programme }] : [])]} /></Field>
        {m.programme && <Field label={t('levels')} help={t('levelsHelp')}><Select mode="tags" value={m.levels} disabled={disabled} open={false} suffixIcon={null} onChange={(levels) => onChange({ levels })} /></Field>}
      </div>
      <div className="form-row">
        {box('monthDays', t('monthDays'), t('monthDaysHelp'))}
        <Field label={t('weekdays')}><Select mode="multiple" value={m.weekdays} disabled={disabled} onChange={(v) => onChange({ weekdays: v })} options={weekdays.map((d) => ({ value: d, label: t(d) }))} /></Field>
        {box('dates', t('dates'), t('datesHelp'))}{box('hours', t('hours'), t('hoursHelp'))}
      </div>
      <Events label={t('onlyEvents')} placeholder={t('anyEvents')} value={m.event} disabled={disabled} onChange={(event) => onChange({ event })} />
      <WhoField label={t('who')} value={m.who} disabled={disabled} onChange={(who) => onChange({ who })} />
      {!disabled && <Button danger type="text" size="small" onClick={onRemove}>{t('remove')}</Button>}
    </section>
  );
}

/** An earn rule as a form, in the order in which it is thought of: what, how much, times, at most, taken back, when. */
export function RuleFields({ f, put, disabled, tried, currencies, slug }: { f: RuleForm; put: Put; disabled: boolean; tried: boolean; currencies: Currencies; slug?: ReactNode }) {
  const t = useStrings(ruleStrings), phone = usePhone();
  const text = (key: keyof RuleForm, label: string, help?: string, error?: string | false, more: object = { inputMode: 'decimal' }) => (
    <Field label={label} help={help} error={error}><Input value={f[key] as string} disabled={disabled} maxLength={200} autoComplete="off" {...more} onChange={(e) => put({ [key]: e.target.value })} /></Field>
  );
  const nameless = tried && !f.zh.trim() && !f.en.trim() && t('nameMissing');
  const change = (key: string, patch: Partial<Multiplier>) => put({ multipliers: f.multipliers.map((m) => (m.key === key ? { ...m, ...patch } : m)) });
  return (
    <div className="points-form">
      <Card title={t('basics')}><div className="points-form">
        <div className="form-row">
          {text('zh', t('nameZh'), undefined, nameless, {})}{text('en', t('nameEn'), undefined, nameless, {})}{slug}
          <Field label={t('currency')}><Select value={f.currency} disabled={disabled} onChange={(currency) => put({ currency })} options={[...currencies.options, ...(f.currency && !currencies.active(f.currency) ? [{ value: f.currency, label: f.currency }] : [])]} /></Field>
        </div>
        <Events label={t('events')} value={f.on} disabled={disabled} onChange={(on) => put({ on })} />
        <WhoField label={t('who')} value={f.who} disabled={disabled} onChange={(who) => put({ who })} />
        <p className="field-note">{t('whoHelp')}</p>
      </div></Card>
      <Card title={t('howMuch')}><div className="points-form">
        <Segmented aria-label={t('howMuch')} value={f.reward} disabled={disabled} onChange={(v) => put({ reward: v as RuleForm['reward'], ...(v === 'steps' && f.steps.length === 0 ? { steps: [{ ...newStep(), from: '0', points: f.points }] } : {}) })} options={rewards.map((r) => ({ value: r, label: t(`reward_${r}`) }))} className="rule-kind" />
        <div className="form-row">
          {f.reward !== 'fixed' && text('of', t('of'), t('ofHelp'), false, {})}
          {f.reward === 'rate' && text('per', t('per'))}
          {f.reward !== 'steps' && text('points', t('points'))}
          {f.reward !== 'fixed' && <Field label={t('rounding')}><Select value={f.rounding} disabled={disabled} onChange={(rounding) => put({ rounding })} options={roundings.map((r) => ({ value: r, label: t(`round_${r}`) }))} /></Field>}
          {f.reward !== 'fixed' && text('minimum', t('minimum'))}
        </div>
        {f.reward === 'steps' && <Rows f={f} put={put} disabled={disabled} />}
      </div></Card>
      <Card title={t('multipliers')} help={t('multipliersHelp')}><div className="points-form">
        {f.multipliers.map((m) => <MultiplierRow key={m.key} m={m} disabled={disabled} onChange={(x) => change(m.key, x)} onRemove={() => put({ multipliers: f.multipliers.filter((y) => y.key !== m.key) })} />)}
        {!disabled && <Button type="dashed" icon={<PlusOutlined />} className="rule-add" onClick={() => put({ multipliers: [...f.multipliers, newMultiplier()] })}>{t('addMultiplier')}</Button>}
        {f.multipliers.length > 1 && <div className="form-row"><Field label={t('combine')}><Select value={f.combine} disabled={disabled} onChange={(combine) => put({ combine })} options={combines.map((c) => ({ value: c, label: t(`combine_${c}`) }))} /></Field></div>}
      </div></Card>
      <Card title={t('caps')} help={t('capsHelp')}><div className="points-form">
        <div className="form-row">{capNames.map((c) => <Field key={c} label={t(`cap_${c}`)}><Input inputMode="decimal" autoComplete="off" value={f.caps[c]} disabled={disabled} onChange={(e) => put({ caps: { ...f.caps, [c]: e.target.value } })} /></Field>)}</div>
        <label className="points-switch"><Switch checked={f.giveBack} disabled={disabled} onChange={(giveBack) => put({ giveBack })} aria-label={t('giveBack')} />{t('giveBack')}</label>
      </div></Card>
      <Card title={t('refund')}><div className="points-form">
        <Segmented aria-label={t('refund')} value={f.refund} disabled={disabled} onChange={(v) => put({ refund: v as RuleForm['refund'] })} options={refunds.map((r) => ({ value: r, label: t(`refund_${r}`) }))} className="rule-kind" vertical={phone} />
        {f.refund !== 'none' && <>
          <Events label={t('refundOn')} placeholder={t('refundOnDefault')} value={f.refundOn} disabled={disabled} onChange={(refundOn) => put({ refundOn })} />
          <div className="form-row">{text('refundBy', t('refundBy'), t('refundByHelp'), false, {})}{f.refund === 'proportional' && text('refundOf', t('refundOf'), t('refundOfHelp'), false, {})}</div>
        </>}
      </div></Card>
      <Card title={t('time')}><div className="points-form">
        <div className="form-row">{text('from', t('from'), undefined, false, { type: 'date' })}{text('until', t('until'), t('untilHelp'), false, { type: 'date' })}{text('pending', t('pending'), t('asCurrency'))}{text('expiry', t('expiry'), t('asCurrency'))}</div>
        <div className="form-row">{text('priority', t('priority'), t('priorityHelp'))}{text('group', t('group'), t('groupHelp'), false, {})}</div>
        <label className="points-switch"><Switch checked={f.history} disabled={disabled} onChange={(history) => put({ history })} aria-label={t('history')} />{t('history')}</label>
      </div></Card>
    </div>
  );
}
