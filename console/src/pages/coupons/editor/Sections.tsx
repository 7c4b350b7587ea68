import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Input, Segmented } from 'antd';
import { useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { WhoPicker } from '@/parts/question/WhoPicker';
import { ScopeAt } from './Catalogue';
import { useEditing } from './context';
import { numberOf, set, setShares, setSpan, sharesOf, spanOf, text, type Span } from './doc';
import { ChoiceAt, FlagAt, NamesAt, NumberAt, TextAt, WordAt } from './Inputs';
import { strings } from './strings';

const week = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

export function ScopeCard() {
  const t = useStrings(strings);
  return (
    <Card title={t('scope')} help={t('scopeHelp')}>
      <div className="coupon-form">
        <ScopeAt path="scope" placeholder={t('any')} />
        <details className="coupon-details"><summary>{t('except')}</summary><ScopeAt path="scope.exclude" placeholder={t('none')} /></details>
        <h3>{t('minimum')}</h3>
        <div className="coupon-grid">
          <NumberAt path="minimum.spend" label={t('minSpend')} placeholder={t('noMinimum')} />
          <NumberAt path="minimum.quantity" label={t('minQuantity')} placeholder={t('noMinimum')} />
        </div>
        <WordAt path="minimum.counts" label={t('counts')} help={t('minHelp')} words={(['before_coupons', 'after_coupons'] as const).map((value) => ({ value, label: t(value) }))} />
      </div>
    </Card>
  );
}

export function ValidCard() {
  const t = useStrings(strings), e = useEditing();
  const span = spanOf(e.doc);
  const whole = e.exact('valid');
  return (
    <Card title={t('valid')}>
      <div className="coupon-form">
        <div className="field"><span className="field-label">{t('span')}</span><div><Segmented aria-label={t('span')} disabled={e.disabled} value={span} onChange={(v: Span) => e.change((d) => setSpan(d, v))} options={(['days', 'hours', 'fixed'] as const).map((value) => ({ value, label: t(value) }))} /></div></div>
        {span !== 'fixed' && (
          <>
            <div className="coupon-grid">
              <NumberAt path={`valid.${span}`} label={t(span === 'days' ? 'nDays' : 'nHours')} />
              <NumberAt path="valid.delay_days" label={t('delay')} placeholder={t('delayNone')} />
            </div>
            <div className="coupon-row">
              <WordAt path="valid.starts" label={t('starts')} words={[{ value: 'issue', label: t('issue') }, { value: 'claim', label: t('claimed') }]} />
              {span === 'days' && <WordAt path="valid.counting" label={t('counting')} words={[{ value: 'calendar', label: t('calendar') }, { value: 'rolling', label: t('rolling') }]} />}
            </div>
          </>
        )}
        <div className="coupon-grid">
          <TextAt path="valid.from" label={t('from')} placeholder={t('dateHint')} />
          <TextAt path="valid.until" label={t('until')} placeholder={t('dateHint')} help={t('untilHelp')} />
          <NamesAt path="valid.weekdays" label={t('weekdays')} placeholder={t('everyDay')} typed={false} options={week.map((value) => ({ value, label: t(value) }))} />
          <NamesAt path="valid.times" label={t('times')} placeholder={t('allDay')} />
        </div>
        {whole && <span className="field-note field-error" role="alert">{whole}</span>}
      </div>
    </Card>
  );
}

export function GivingCard() {
  const t = useStrings(strings), e = useEditing();
  const claim = text(e.doc, 'claim') || 'issued';
  const wrong = e.error('audience');
  return (
    <Card title={t('giving')}>
      <div className="coupon-form">
        <WordAt path="claim" label={t('claim')} help={t('claimHelp')} words={[{ value: 'issued', label: t('claimIssued') }, { value: 'open', label: t('claimOpen') }, { value: 'code', label: t('claimCode') }]} />
        {(claim !== 'issued' || text(e.doc, 'audience') !== '' || wrong) && (
          <div className="field coupon-who"><span className="field-label">{t('audience')}</span><WhoPicker value={text(e.doc, 'audience')} onChange={(v) => e.change((d) => set(d, 'audience', v === '' ? undefined : v))} label={t('audience')} everyone={t('everyone')} />{wrong && <span className="field-note field-error">{wrong}</span>}</div>
        )}
        <div className="coupon-grid">
          <NumberAt path="budget.issue" label={t('budgetIssue')} placeholder={t('unlimited')} />
          <NumberAt path="budget.amount" label={t('budgetAmount')} placeholder={t('unlimited')} />
          <NumberAt path="limits.claimed" label={t('perPerson')} placeholder={claim === 'issued' ? t('unlimited') : '1'} help={t('perPersonHelp')} />
          <NumberAt path="limits.used" label={t('perUsed')} placeholder={t('unlimited')} />
          <NumberAt path="limits.used_per_day" label={t('perDay')} placeholder={t('unlimited')} />
          <NumberAt path="limits.per_order" label={t('perOrder')} placeholder="1" />
          <NumberAt path="holdout" label={t('holdout')} placeholder="0" suffix="%" help={t('holdoutHelp')} />
          <TextAt path="code.prefix" label={t('prefix')} help={t('prefixHelp')} max={12} />
          <NumberAt path="code.length" label={t('length')} placeholder="12" help={t('lengthHelp')} />
        </div>
      </div>
    </Card>
  );
}

export function StackingCard() {
  const t = useStrings(strings);
  return (
    <Card title={t('stacking')}>
      <div className="coupon-form">
        <div className="coupon-grid">
          <TextAt path="stacking.group" label={t('group')} placeholder="default" help={t('groupHelp')} max={64} />
          <NumberAt path="stacking.per_group" label={t('perGroup')} placeholder="1" />
          <NamesAt path="stacking.with" label={t('with')} placeholder={t('withAny')} />
          <NumberAt path="stacking.priority" label={t('priority')} placeholder="0" help={t('priorityHelp')} />
        </div>
        <FlagAt path="stacking.exclusive" label={t('exclusive')} otherwise={false} />
        <FlagAt path="combines.promotions" label={t('promotions')} otherwise />
        <FlagAt path="combines.member_price" label={t('member_price')} otherwise />
        <FlagAt path="combines.points" label={t('points')} otherwise />
      </div>
    </Card>
  );
}

function Shares() {
  const t = useStrings(strings), e = useEditing();
  const list = sharesOf(e.doc), error = e.error('cost_share');
  const put = (i: number, pair: readonly [string, unknown]) => e.change((d) => setShares(d, list.map((x, k) => (k === i ? pair : x))), `share ${i}`);
  return (
    <div className="field">
      <span className="field-label">{t('cost')}</span>
      {list.map(([name, share], i) => (
        <div key={i} className="coupon-share">
          <Input aria-label={t('bearer')} placeholder={t('bearer')} disabled={e.disabled} value={name} onChange={(x) => { if (!list.some(([n], k) => k !== i && n === x.target.value)) put(i, [x.target.value, share]); }} />
          <Input aria-label={t('share')} inputMode="decimal" suffix="%" disabled={e.disabled} value={String(share ?? '')} onChange={(x) => put(i, [name, numberOf(x.target.value) ?? ''])} />
          <Button type="text" size="small" disabled={e.disabled} icon={<CloseOutlined />} aria-label={t('removeShare', { name })} onClick={() => e.change((d) => setShares(d, list.filter((_, k) => k !== i)))} />
        </div>
      ))}
      <div><Button size="small" type="dashed" disabled={e.disabled || list.length >= 10 || list.some(([n]) => n === '')} icon={<PlusOutlined />} onClick={() => e.change((d) => setShares(d, [...list, ['', list.length === 0 ? 100 : 0]]))}>{t('addShare')}</Button></div>
      <span className={error ? 'field-note field-error' : 'field-note'}>{error || t('costHelp')}</span>
    </div>
  );
}

export function MoreCard() {
  const t = useStrings(strings), e = useEditing();
  const texts = (path: string, what: string, rows: number, max: number, help?: string) => (
    <div className="coupon-grid"><TextAt path={`${path}.zh`} label={t('inZh', { what })} rows={rows} max={max} help={help} /><TextAt path={`${path}.en`} label={t('inEn', { what })} rows={rows} max={max} /></div>
  );
  return (
    <>
      <Card title={t('more')}>
        <div className="coupon-form">
          <div className="coupon-grid">
            <NamesAt path="channels" label={t('channels')} placeholder={t('everywhere')} />
            <NamesAt path="stores" label={t('stores')} placeholder={t('everywhere')} />
            <ChoiceAt path="on_refund.coupon" label={t('refund')} also={(d, v) => set(d, 'on_refund.days', v === 'back_for_days' ? 7 : undefined)} words={(['back', 'back_for_days', 'stays_used'] as const).map((value) => ({ value, label: t(value) }))} />
            {text(e.doc, 'on_refund.coupon') === 'back_for_days' && <NumberAt path="on_refund.days" label={t('refundDays')} />}
          </div>
          <Shares />
        </div>
      </Card>
      <Card title={t('texts')}>
        <div className="coupon-form">{texts('texts.title', t('textTitle'), 1, 60, t('textTitleHelp'))}{texts('texts.rules', t('textRules'), 3, 6000)}</div>
      </Card>
    </>
  );
}
