import { DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Checkbox, Input, InputNumber, Segmented, Select } from 'antd';
import type { ApiError } from '@/api/error';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import { propsOf } from '@/parts/builder/make';
import { Card } from '@/parts/page/Card';
import { eventsOf } from '@/parts/question/selector';
import { SelectorField } from '@/parts/question/SelectorField';
import { errorAt } from '@/parts/question/useAnswer';
import { askedFormulas, askedSeries, compares, FORMULAS_LIMIT, grains, letter, newFormula, newSeries, ofProperty, plain, ROLLING_MAX, SERIES_LIMIT, takesProperty, type Formula, type Measure, type Series, type TrendForm } from './doc';
import { strings } from './strings';
import './Form.css';

export interface FormProps { form: TrendForm; put: (patch: Partial<TrendForm>, merge?: string | null) => void; error: ApiError | null }

/** The error of a list's item, also of a field within it: series[1], series[1].measure. */
const within = errorAt;

export function Form({ form, put, error }: FormProps) {
  const t = useStrings(strings);
  const rows = askedSeries(form), formulas = askedFormulas(form);
  const set = (key: string, patch: Partial<Series>, merge: string | null = null) => put({ series: form.series.map((s) => (s.key === key ? { ...s, ...patch } : s)) }, merge);
  const setFormula = (key: string, patch: Partial<Formula>, merge: string) => put({ formulas: form.formulas.map((x) => (x.key === key ? { ...x, ...patch } : x)) }, merge);
  const grainOf = (g: TrendForm['grain']) => t(g);
  const compareWords = { none: t('noCompare'), previous: t('previous'), year: t('lastYear') };
  return (
    <Card title={t('series')}>
      <ol className="trend-series">
        {form.series.map((s, i) => <SeriesRow key={s.key} s={s} i={i} set={(patch, merge) => set(s.key, patch, merge)} error={within(error, `series[${rows.indexOf(i)}]`)} onRemove={form.series.length > 1 ? () => put({ series: form.series.filter((x) => x.key !== s.key) }) : null} />)}
        {form.formulas.map((x, i) => {
          const wrong = within(error, `formulas[${formulas.indexOf(i)}]`);
          return (
            <li key={x.key} className="trend-row" aria-label={`${t('formula')} ${i + 1}`}>
              <span className="trend-letter" aria-hidden="true">=</span>
              <div className="trend-body">
                <Input className="trend-formula" aria-label={`${t('formula')} ${i + 1}`} placeholder={t('formulaHint')} value={x.formula} spellCheck={false} maxLength={1000} status={wrong ? 'error' : x.formula.trim() === '' ? 'warning' : ''} onChange={(e) => setFormula(x.key, { formula: e.target.value }, `${x.key}:formula`)} />
                <Input className="trend-title" aria-label={`${t('rename')} ${i + 1}`} placeholder={t('rename')} maxLength={120} value={x.title} onChange={(e) => setFormula(x.key, { title: e.target.value }, `${x.key}:title`)} />
                {wrong && <p className="field-note field-error" role="alert">{wrong.detail} {wrong.hint}</p>}
              </div>
              <Button type="text" size="small" aria-label={t('removeFormula', { n: i + 1 })} icon={<DeleteOutlined />} onClick={() => put({ formulas: form.formulas.filter((y) => y.key !== x.key) })} />
            </li>
          );
        })}
      </ol>
      <div className="trend-add">
        <Button icon={<PlusOutlined />} disabled={form.series.length >= SERIES_LIMIT} onClick={() => put({ series: [...form.series, newSeries(form.series[form.series.length - 1]?.events)] })}>{t('add')}</Button>
        <Button type="text" disabled={form.formulas.length >= FORMULAS_LIMIT} onClick={() => put({ formulas: [...form.formulas, newFormula(form.series.length > 1 ? 'B / A' : 'A')] })}>{t('addFormula')}</Button>
      </div>
      <div className="question-rows">
        <span className="question-field"><span className="question-label">{t('grain')}</span><Select aria-label={t('grain')} value={form.grain} onChange={(grain) => put({ grain })} options={grains.filter((g) => g !== 'minute' || form.grain === 'minute').map((g) => ({ value: g, label: grainOf(g) }))} popupMatchSelectWidth={false} /></span>
        <span className="question-field"><span className="question-label">{t('compare')}</span><Segmented aria-label={t('compare')} value={form.compare} onChange={(compare) => put({ compare })} options={compares.map((c) => ({ value: c, label: compareWords[c] }))} /></span>
        <span className="question-field"><span className="question-label">{t('rolling')}</span><InputNumber className="trend-n" aria-label={t('rolling')} min={1} max={ROLLING_MAX} precision={0} value={form.rolling || null} placeholder={t('notRolling')} status={errorAt(error, 'rolling') ? 'error' : ''} onChange={(n) => put({ rolling: n ?? 0 }, 'rolling')} /></span>
        <Checkbox checked={form.cumulative} onChange={(e) => put({ cumulative: e.target.checked })}>{t('cumulative')}</Checkbox>
      </div>
    </Card>
  );
}

function SeriesRow({ s, i, set, error, onRemove }: { s: Series; i: number; set: (patch: Partial<Series>, merge?: string | null) => void; error: ApiError | null; onRemove: (() => void) | null }) {
  const t = useStrings(strings), pick = usePick();
  const vocabulary = useVocabulary().data;
  const props = propsOf(vocabulary, eventsOf(s.events)).filter((p) => (s.measure === 'distinct' ? true : p.types.includes('number') && p.name !== 'hour' && p.name !== 'weekday'));
  const options = [...props, ...(s.property && !props.some((p) => p.name === s.property) ? [{ name: s.property, title: { zh: s.property, en: s.property } }] : [])];
  const measure = (m: Measure) => set({ measure: m, ...(takesProperty(m) && s.property === '' ? { property: props.find((p) => p.name === 'amount')?.name ?? props.find((p) => p.types.includes('number'))?.name ?? '' } : {}) });
  return (
    <li className="trend-row" aria-label={t('seriesN', { n: letter(i) })}>
      <span className="trend-letter">{letter(i)}</span>
      <div className="trend-body">
        <SelectorField label={t('seriesN', { n: letter(i) })} value={s.events} error={error} onChange={(events) => set({ events }, `${s.key}:events`)} />
        <span className="trend-measure">
          <Select aria-label={`${t('measure')} ${letter(i)}`} value={s.measure} onChange={measure} options={[...plain, ...ofProperty, 'stickiness' as const].map((m) => ({ value: m, label: t(m) }))} popupMatchSelectWidth={false} />
          {takesProperty(s.measure) && <Select className="trend-property" aria-label={`${t('property')} ${letter(i)}`} placeholder={t('property')} value={s.property || undefined} status={s.property ? '' : 'warning'} onChange={(property) => set({ property })} options={options.map((p) => ({ value: p.name, label: pick(p.title) || p.name }))} popupMatchSelectWidth={180} />}
          {s.measure === 'stickiness' && <InputNumber className="trend-n" aria-label={t('ofLast')} min={1} max={ROLLING_MAX} precision={0} value={s.n} onChange={(n) => n && set({ n }, `${s.key}:n`)} />}
          <Input className="trend-title" aria-label={`${t('rename')} ${letter(i)}`} placeholder={t('rename')} maxLength={120} value={s.title} onChange={(e) => set({ title: e.target.value }, `${s.key}:title`)} />
        </span>
      </div>
      {onRemove ? <Button type="text" size="small" aria-label={t('remove', { n: letter(i) })} icon={<DeleteOutlined />} onClick={onRemove} /> : <span />}
    </li>
  );
}
