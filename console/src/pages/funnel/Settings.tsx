import { Segmented, Select, Tooltip } from 'antd';
import type { ApiError } from '@/api/error';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import { propsOf } from '@/parts/builder/make';
import { eventsOf } from '@/parts/question/selector';
import { SpanInput } from '@/parts/question/SpanInput';
import { errorAt } from '@/parts/question/useAnswer';
import { counts, HOLD_MAX, orders, type FunnelForm } from './doc';
import type { StepsProps } from './Steps';
import { strings } from './strings';

/** How runs are counted: people or times, the window, the order, what stays the same. */
export function Settings({ form, change, error }: { form: FunnelForm; change: StepsProps['change']; error: ApiError | null }) {
  const t = useStrings(strings), pick = usePick();
  const vocabulary = useVocabulary();
  const props = propsOf(vocabulary.data, form.steps.flatMap((s) => eventsOf(s.events))).filter((p) => !['day', 'hour', 'weekday'].includes(p.name));
  const options = [...props, ...form.hold.filter((h) => !props.some((p) => p.name === h)).map((h) => ({ name: h, title: { zh: h, en: h } }))].map((p) => ({ value: p.name, label: pick(p.title) || p.name, search: `${p.name} ${p.title.zh} ${p.title.en}` }));
  const put = (patch: Partial<FunnelForm>, merge: string | null = null) => change((f) => ({ ...f, ...patch }), merge);
  const words = { people: t('people'), sessions: t('sessions'), conversions: t('conversions') }, order = { ordered: t('ordered'), strict: t('strict'), any: t('any') };
  const wrong = (field: string) => { const e = errorAt(error, field); return e && <span className="field-note field-error" role="alert">{e.detail} {e.hint}</span>; };
  return (
    <div className="question-rows">
      <span className="question-field"><span className="question-label">{t('count')}</span><Segmented aria-label={t('count')} value={form.count} onChange={(count) => put({ count })} options={counts.map((c) => ({ value: c, label: words[c] }))} /></span>
      {form.count === 'sessions' && <span className="question-field"><span className="question-label">{t('gap')}</span><SpanInput label={t('gap')} value={form.gap} onChange={(gap) => put({ gap }, 'gap')} error={errorAt(error, 'gap') !== null} />{wrong('gap')}</span>}
      <span className="question-field"><Tooltip title={t('windowHelp')}><span className="question-label">{t('window')}</span></Tooltip><SpanInput label={t('window')} value={form.within} onChange={(within) => put({ within }, 'within')} error={errorAt(error, 'within') !== null} />{wrong('within')}</span>
      <span className="question-field"><Tooltip title={t('strictHelp')}><span className="question-label">{t('order')}</span></Tooltip><Segmented aria-label={t('order')} value={form.order} onChange={(o) => change((f) => ({ ...f, order: o, steps: o === 'any' ? f.steps.map((s) => ({ ...s, optional: false })) : f.steps }))} options={orders.map((o) => ({ value: o, label: order[o] }))} /></span>
      <span className="question-field"><Tooltip title={t('holdHint')}><span className="question-label">{t('hold')}</span></Tooltip><Select className="funnel-hold" mode="multiple" aria-label={t('hold')} placeholder={t('holdHint')} maxCount={HOLD_MAX} value={form.hold} status={errorAt(error, 'hold') ? 'error' : ''} onChange={(hold) => put({ hold })} options={options} showSearch={{ optionFilterProp: 'search' }} popupMatchSelectWidth={220} />{wrong('hold')}</span>
    </div>
  );
}
