import { Checkbox, InputNumber, Segmented, Select, Tooltip } from 'antd';
import type { ApiError } from '@/api/error';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import { propsOf } from '@/parts/builder/make';
import { Card } from '@/parts/page/Card';
import { eventsOf } from '@/parts/question/selector';
import { SelectorField } from '@/parts/question/SelectorField';
import { SpanInput } from '@/parts/question/SpanInput';
import { errorAt } from '@/parts/question/useAnswer';
import { DIRECT_MAX, models, type AttributionForm, type Model } from './doc';
import { strings } from './strings';
import './AttributionPage.css';

/** What is a conversion, what are touches, and by which models they share it. */
export function Form({ form, put, error }: { form: AttributionForm; put: (patch: Partial<AttributionForm>, merge?: string | null) => void; error: ApiError | null }) {
  const t = useStrings(strings), pick = usePick();
  const vocabulary = useVocabulary().data;
  const own = (events: string) => propsOf(vocabulary, eventsOf(events)).filter((p) => !['day', 'hour', 'weekday'].includes(p.name));
  const channels = own(form.touch), amounts = own(form.conversion).filter((p) => p.types.includes('number'));
  const named = (list: readonly { name: string; title: { zh: string; en: string } }[], now: string) => [...list, ...(now && !list.some((p) => p.name === now) ? [{ name: now, title: { zh: now, en: now } }] : [])].map((p) => ({ value: p.name, label: pick(p.title) || p.name }));
  const wrong = (field: string) => { const e = errorAt(error, field); return e && <span className="field-note field-error" role="alert">{e.detail} {e.hint}</span>; };
  const direct = form.direct ?? [];
  return (
    <Card>
      <div className="attribution-form">
        <div className="attribution-event"><span className="question-label">{t('conversion')}</span><SelectorField label={t('conversion')} value={form.conversion} error={errorAt(error, 'conversion')} onChange={(conversion) => put({ conversion }, 'conversion')} /></div>
        <div className="attribution-event"><span className="question-label">{t('touch')}</span><SelectorField label={t('touch')} value={form.touch} error={errorAt(error, 'touch')} onChange={(touch) => put({ touch, ...(form.property === '' && touch ? { property: own(touch).find((p) => p.name === 'channel')?.name ?? '' } : {}) }, 'touch')} /></div>
        <div className="question-rows">
          <span className="question-field"><span className="question-label">{t('channel')}</span><Select className="attribution-property" aria-label={t('channel')} placeholder={t('channelHint')} value={form.property || undefined} status={errorAt(error, 'by') ? 'error' : form.property ? '' : 'warning'} onChange={(property) => put({ property })} options={named(channels, form.property)} popupMatchSelectWidth={200} />{wrong('by')}</span>
          <span className="question-field"><span className="question-label">{t('value')}</span><Select aria-label={t('value')} value={form.sum} onChange={(sum) => put({ sum })} options={[{ value: '', label: t('each') }, ...named(amounts, form.sum).map((o) => ({ ...o, label: t('sumOf', { name: o.label }) }))]} popupMatchSelectWidth={false} />{wrong('value')}</span>
          <span className="question-field"><span className="question-label">{t('within')}</span><SpanInput label={t('within')} value={form.within} onChange={(within) => put({ within }, 'within')} error={errorAt(error, 'within') !== null} />{wrong('within')}</span>
          <span className="question-field"><span className="question-label">{t('count')}</span><Segmented aria-label={t('count')} value={form.count} onChange={(count) => put({ count })} options={[{ value: 'all' as const, label: t('all') }, { value: 'first' as const, label: t('firstOnly') }]} /></span>
        </div>
        <div className="question-rows">
          <span className="question-field"><span className="question-label">{t('models')}</span>
            <Checkbox.Group className="attribution-models" aria-label={t('models')} value={form.model} onChange={(m) => { if (m.length > 0) put({ model: models.filter((x) => m.includes(x)) }); }}>
              {models.map((m: Model) => <Tooltip key={m} title={t(`${m}Help`)}><Checkbox value={m}>{t(m)}</Checkbox></Tooltip>)}
            </Checkbox.Group></span>
          {form.model.includes('position') && <span className="question-field"><span className="question-label">{t('weights')}</span>
            <InputNumber className="attribution-n" aria-label={t('weightFirst')} min={0} max={100} precision={0} value={form.weights.first} onChange={(n) => n !== null && put({ weights: { ...form.weights, first: n } }, 'weights')} />
            <InputNumber className="attribution-n" aria-label={t('weightLast')} min={0} max={100} precision={0} value={form.weights.last} onChange={(n) => n !== null && put({ weights: { ...form.weights, last: n } }, 'weights')} />{wrong('weights')}</span>}
          {form.model.includes('time_decay') && <span className="question-field"><span className="question-label">{t('halfLife')}</span><SpanInput label={t('halfLife')} value={form.halfLife} onChange={(halfLife) => put({ halfLife }, 'half')} error={errorAt(error, 'half_life') !== null} />{wrong('half_life')}</span>}
          {form.model.includes('last_non_direct') && <span className="question-field"><span className="question-label">{t('direct')}</span>
            <Select className="attribution-direct" mode="tags" maxCount={DIRECT_MAX} aria-label={t('direct')} placeholder={t('directHint')} value={direct.filter((x): x is string => x !== null)} onChange={(labels: string[]) => put({ direct: labels.length === 0 && !direct.includes(null) ? null : [...(direct.includes(null) ? [null] : []), ...labels] })} options={(channels.find((p) => p.name === form.property)?.samples ?? []).map((s) => ({ value: s, label: s }))} />
            {form.direct !== null && <Checkbox checked={direct.includes(null)} onChange={(e) => put({ direct: e.target.checked ? [null, ...direct] : direct.filter((x) => x !== null) })}>{t('directNull')}</Checkbox>}{wrong('direct')}</span>}
        </div>
      </div>
    </Card>
  );
}
