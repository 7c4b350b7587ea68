import { DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Input, Select } from 'antd';
import { useWorkspace } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { Amount } from '@/parts/docs/Amount';
import { freeSlug, list, put, refunds, replaceAt, without, type Doc, type Plan } from './doc';
import { Names } from '@/parts/docs/Names';
import { strings } from './strings';
import { wrongAt, type Mistake } from '@/parts/docs/useCheck';

/** What can be bought: price, term, trial, grace and what a refund gives. */
export function Plans({ doc, onChange, mistake }: { doc: Doc; onChange: (d: Doc, merge?: string) => void; mistake: Mistake | null }) {
  const t = useStrings(strings), { currency } = useWorkspace();
  const all = list(doc.plans);
  const refundNames = { none: t('refundNone'), full: t('refundFull'), by_day: t('refundByDay') };
  return (
    <div className="prg-plans">
      {all.map((p, i) => {
        const path = `plans.${i}`;
        const edit = (patch: { [K in keyof Plan]?: Plan[K] | undefined }, merge?: string) => onChange({ ...doc, plans: replaceAt(all, i, put(p, patch)) }, merge && `${path}.${merge}`);
        const error = (f: string) => wrongAt(mistake, `${path}.${f}`);
        const byDays = p.days !== undefined;
        return (
          <section key={i} className="prg-plan" aria-label={p.slug}>
            <div className="prg-grid">
              <Names value={p.title} path={`${path}.title`} mistake={mistake} onChange={(title, lang) => edit({ title }, `title.${lang}`)} />
              <Field label={t('slug')} error={error('slug')}><Input value={p.slug} maxLength={64} onChange={(e) => edit({ slug: e.target.value }, 'slug')} /></Field>
              <Field label={t('price')} error={error('price')}><Amount label={t('price')} width={160} suffix={currency} value={p.price} onChange={(price) => edit({ price }, 'price')} /></Field>
              <div className="field"><span className="field-label">{t('term')}</span><span className="form-row">
                <Amount label={`${t('term')} ${p.slug}`} width={80} value={byDays ? p.days : p.months} onChange={(n) => edit(byDays ? { days: n ?? '' } : { months: n ?? '' }, 'term')} status={error('months') || error('days') ? 'error' : ''} />
                <Select aria-label={`${t('term')} ${t('per')} ${p.slug}`} value={byDays ? 'days' : 'months'} options={[{ value: 'months', label: t('inMonths') }, { value: 'days', label: t('inDays') }]} onChange={(u) => edit(u === 'days' ? { days: 30, months: undefined } : { months: 1, days: undefined })} popupMatchSelectWidth={false} />
              </span><span className="field-note field-error">{error('months') ?? error('days')}</span></div>
              <Field label={t('refund')} error={error('refund')}><Select value={p.refund ?? 'none'} options={refunds.map((x) => ({ value: x, label: refundNames[x] }))} onChange={(refund) => edit({ refund: refund === 'none' ? undefined : refund })} /></Field>
              <Field label={t('trial')} error={error('trial_days')}><Amount label={t('trial')} width={160} placeholder="0" value={p.trial_days} onChange={(trial_days) => edit({ trial_days }, 'trial')} /></Field>
              <Field label={t('planGrace')} error={error('grace_days')}><Amount label={t('planGrace')} width={160} placeholder="0" value={p.grace_days} onChange={(grace_days) => edit({ grace_days }, 'grace')} /></Field>
            </div>
            {mistake?.path === path && <p className="field-note field-error" role="alert">{mistake.detail}</p>}
            <Button size="small" type="text" danger icon={<DeleteOutlined />} disabled={all.length === 1} onClick={() => onChange({ ...doc, plans: without(all, i) })}>{t('removeOf', { what: p.slug })}</Button>
          </section>
        );
      })}
      <div><Button icon={<PlusOutlined />} disabled={all.length >= 10} onClick={() => onChange({ ...doc, plans: [...all, { slug: freeSlug(all, 'plan'), price: 30, months: 1 }] })}>{t('addPlan')}</Button></div>
    </div>
  );
}
