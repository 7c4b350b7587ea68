import { DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Input, Segmented, Select, Switch } from 'antd';
import { useWorkspace } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { Amount } from '@/parts/docs/Amount';
import type { FormProps } from '@/parts/docs/DocumentEditor';
import { ExpressionInput } from '@/parts/docs/ExpressionInput';
import { Names } from '@/parts/docs/Names';
import { wrongAt } from '@/parts/docs/useCheck';
import { Field } from '@/parts/fields/Field';
import { useNames } from '@/parts/members/useNames';
import { Card } from '@/parts/page/Card';
import { handOf, hands, list, orNone, put, replaceAt, titleOf, told, without, type Amount as Value, type Doc, type Hand, type Level } from './doc';
import { strings } from './strings';

type Props = FormProps<Doc>;

function Levels({ doc, onChange, mistake }: Props) {
  const t = useStrings(strings), { currency } = useWorkspace(), levels = list(doc.levels);
  const set = (i: number, x: Level, merge?: string) => onChange(put(doc, { levels: replaceAt(levels, i, x) }), merge ?? null);
  return (
    <Card title={t('levelPrice')} extra={<Button size="small" icon={<PlusOutlined />} disabled={levels.length >= 10} onClick={() => onChange(put(doc, { levels: [...levels, { when: '', points: doc.price?.points ?? 0 }] }))}>{t('addLevel')}</Button>}>
      {levels.map((x, i) => {
        const at = `levels.${i}`, wrong = (f: string) => wrongAt(mistake, `${at}.${f}`);
        return (
          <div key={i} className="mal-level" role="group" aria-label={`${t('levelPrice')} ${i + 1}`}>
            <div className="mal-head"><span>{t('levelPrice')} {i + 1}</span><Button size="small" type="text" icon={<DeleteOutlined />} aria-label={`${t('removeLevel')} ${i + 1}`} onClick={() => onChange(put(doc, { levels: orNone(without(levels, i)) }))} /></div>
            <ExpressionInput label={t('when')} value={x.when ?? ''} onChange={(v) => set(i, put(x, { when: v }), `${at}.when`)} />
            {wrong('when') && <p className="field-note field-error" role="alert">{wrong('when')}</p>}
            <div className="doc-grid">
              <Names value={x.title} path={`${at}.title`} mistake={mistake} onChange={(title, lang) => set(i, put(x, { title }), `${at}.${lang}`)} />
              <Field label={t('points')} error={wrong('points')}><Amount label={t('points')} value={x.points} onChange={(v) => set(i, put(x, { points: v }), `${at}.points`)} /></Field>
              <Field label={t('money')} error={wrong('money')}><Amount label={t('money')} value={x.money} suffix={currency} width={160} onChange={(v) => set(i, put(x, { money: v }), `${at}.money`)} /></Field>
            </div>
          </div>
        );
      })}
    </Card>
  );
}

const stocks = [['in_all', 'stockAll'], ['per_day', 'stockDay']] as const;
const limits = [['in_all', 'limitAll'], ['per_day', 'limitDay'], ['per_week', 'limitWeek'], ['per_month', 'limitMonth']] as const;
const dates = ['from', 'until', 'review'] as const;

/** The whole document in fields. */
export function Form(props: Props) {
  const { doc, onChange, mistake } = props;
  const t = useStrings(strings), pick = usePick(), names = useNames(), { currency } = useWorkspace();
  const wrong = (path: string) => wrongAt(mistake, path), hand = handOf(doc), text = titleOf(doc.text), r = doc.reward;
  const part = <K extends 'stock' | 'limits' | 'order' | 'price'>(key: K, of: string, v: Value | undefined) => {
    const next = put((doc[key] ?? {}) as Record<string, unknown>, { [of]: v });
    onChange(put(doc, { [key]: Object.keys(next).length ? next : undefined } as never), `${key}.${of}`);
  };
  const hands_ = (v: Hand) => onChange(v === 'reward' ? put(doc, { hand: undefined, stores: undefined, codes: undefined, reward: { coupon: names.coupons()[0]?.value ?? '' } }) : put(doc, { reward: undefined, hand: v, ...(v === 'pick_up' ? {} : { stores: undefined }), ...(v === 'virtual' ? {} : { codes: undefined }) }));
  return (
    <>
      <Card title={t('naming')}>
        <div className="doc-grid">
          <Names value={doc.title} path="title" mistake={mistake} onChange={(title, lang) => onChange(put(doc, { title }), `title.${lang}`)} />
          <Field label={t('text')} error={wrong('text')}><Input.TextArea rows={2} value={text.zh} onChange={(e) => onChange(put(doc, { text: told(doc.text, 'zh', e.target.value) }), 'text.zh')} /></Field>
          <Field label={t('textEn')}><Input.TextArea rows={2} value={text.en} onChange={(e) => onChange(put(doc, { text: told(doc.text, 'en', e.target.value) }), 'text.en')} /></Field>
          <Field label={t('category')} error={wrong('category')}><Input value={pick(titleOf(doc.category))} onChange={(e) => onChange(put(doc, { category: told(told(doc.category, 'zh', e.target.value), 'en', e.target.value) }), 'category')} /></Field>
          <Field label={t('picture')} help={t('pictureHelp')} error={wrong('picture')}><Input inputMode="url" value={doc.picture ?? ''} onChange={(e) => onChange(put(doc, { picture: e.target.value.trim() || undefined }), 'picture')} /></Field>
        </div>
      </Card>
      <Card title={t('pricing')}>
        <div className="doc-grid">
          <Field label={t('points')} error={wrong('price.points') ?? (mistake?.path === 'price' ? wrong('price') : null)}><Amount label={t('points')} value={doc.price?.points} onChange={(v) => part('price', 'points', v)} /></Field>
          <Field label={t('currency')} error={wrong('price.currency')}><Select value={doc.price?.currency ?? ''} options={names.currencies(doc.price?.currency)} onChange={(v) => part('price', 'currency', v)} /></Field>
          <Field label={t('money')} error={wrong('price.money')}><Amount label={t('money')} value={doc.price?.money} suffix={currency} width={160} onChange={(v) => part('price', 'money', v)} /></Field>
        </div>
        <ExpressionInput label={t('audience')} help={t('audienceHelp')} value={doc.audience ?? ''} onChange={(v) => onChange(put(doc, { audience: v.trim() ? v : undefined }), 'audience')} />
        {wrong('audience') && <p className="field-note field-error" role="alert">{wrong('audience')}</p>}
      </Card>
      <Levels {...props} />
      <Card title={t('stocking')}>
        <div className="doc-grid">
          {stocks.map(([k, label]) => <Field key={k} label={t(label)} help={t('noLimit')} error={wrong(`stock.${k}`)}><Amount label={t(label)} value={doc.stock?.[k]} onChange={(v) => part('stock', k, v)} /></Field>)}
          {limits.map(([k, label]) => <Field key={k} label={t(label)} help={t('noLimit')} error={wrong(`limits.${k}`)}><Amount label={t(label)} value={doc.limits?.[k]} onChange={(v) => part('limits', k, v)} /></Field>)}
          <Field label={t('most')} error={wrong('order.most')}><Amount label={t('most')} value={doc.order?.most} placeholder="1" onChange={(v) => part('order', 'most', v)} /></Field>
          {doc.price?.money !== undefined && <>
            <Field label={t('payMinutes')} error={wrong('order.pay_minutes')}><Amount label={t('payMinutes')} value={doc.order?.pay_minutes} placeholder="30" onChange={(v) => part('order', 'pay_minutes', v)} /></Field>
            <Field label={t('payUrl')} help={t('payUrlHelp', { order: '{order}' })} error={wrong('order.pay_url')}><Input inputMode="url" value={doc.order?.pay_url ?? ''} onChange={(e) => part('order', 'pay_url', e.target.value.trim() || undefined)} /></Field>
          </>}
        </div>
      </Card>
      <Card title={t('handing')}>
        <div className="doc-grid">
          <div className="field doc-wide"><Segmented aria-label={t('handing')} value={hand} onChange={hands_} options={hands.map((x) => ({ value: x, label: t(`h_${x}`) }))} />{wrong('hand') && <p className="field-note field-error" role="alert">{wrong('hand')}</p>}</div>
          {hand === 'pick_up' && <Field label={t('stores')} help={t('noLimit')} error={wrong('stores')}><Input.TextArea rows={4} defaultValue={list(doc.stores).join('\n')} onChange={(e) => onChange(put(doc, { stores: orNone(e.target.value.split('\n').map((x) => x.trim()).filter(Boolean)) }), 'stores')} /></Field>}
          {hand === 'virtual' && <>
            <div className="field doc-wide"><span className="field-label">{t('codesOf')}</span><Segmented aria-label={t('codesOf')} value={doc.codes ? 'code' : 'hand'} onChange={(v) => onChange(put(doc, { codes: v === 'code' ? { pool: '' } : undefined }))} options={[{ value: 'hand', label: t('byHand') }, { value: 'code', label: t('byCode') }]} /></div>
            {doc.codes && <>
              <Field label={t('pool')} help={t('poolHelp')} error={wrong('codes.pool') ?? wrong('pool') ?? (mistake?.path === 'codes' ? wrong('codes') : null)}><Input value={doc.codes.pool ?? ''} maxLength={64} onChange={(e) => onChange(put(doc, { codes: { ...doc.codes, pool: e.target.value.trim() } }), 'codes.pool')} /></Field>
              <Field label={t('warn')} error={wrong('codes.warn')}><Amount label={t('warn')} value={doc.codes.warn} placeholder="100" onChange={(v) => onChange(put(doc, { codes: put(doc.codes ?? {}, { warn: v }) }), 'codes.warn')} /></Field>
            </>}
          </>}
          {hand === 'reward' && <>
            <div className="field"><span className="field-label">{t('gives')}</span><Select aria-label={t('gives')} value={r?.coupon !== undefined ? `c:${r.coupon}` : `p:${r?.currency ?? ''}`} onChange={(v: string) => onChange(put(doc, { reward: v.startsWith('c:') ? { coupon: v.slice(2) } : { points: 100, currency: v.slice(2) } }))} options={[...names.coupons(r?.coupon).map((x) => ({ value: `c:${x.value}`, label: x.label })), ...names.currencies(r?.currency).map((x) => ({ value: `p:${x.value}`, label: x.label }))]} />{wrong('reward') && <p className="field-note field-error" role="alert">{wrong('reward')}</p>}</div>
            <Field label={t('quantity')}><Amount label={t('quantity')} value={r?.coupon !== undefined ? r.count ?? 1 : r?.points} onChange={(v) => onChange(put(doc, { reward: r?.coupon !== undefined ? put(r, { count: v }) : put(r ?? {}, { points: v }) }), 'reward')} /></Field>
          </>}
        </div>
      </Card>
      <Card title={t('launch')}>
        <div className="doc-grid">
          <Field label={t('unitCost')} error={wrong('unit_cost')}><Amount label={t('unitCost')} value={doc.unit_cost} suffix={currency} width={160} onChange={(v) => onChange(put(doc, { unit_cost: v }), 'unit_cost')} /></Field>
          <Field label={t('budget')} error={wrong('budget')}><Amount label={t('budget')} value={doc.budget} suffix={currency} width={160} onChange={(v) => onChange(put(doc, { budget: v }), 'budget')} /></Field>
          {dates.map((d) => <Field key={d} label={t(d)} error={wrong(d)}><Input type="date" value={String(doc[d] ?? '').slice(0, 10)} onChange={(e) => onChange(put(doc, { [d]: e.target.value || undefined }), d)} /></Field>)}
        </div>
        <label className="tsk-switch"><Switch checked={doc.active ?? false} onChange={(active) => onChange(put(doc, { active }))} /> {t('active')}</label>
        <p className="field-note">{t('activeHelp')}</p>
      </Card>
    </>
  );
}
