import { EditOutlined } from '@/theme/icons';
import { Button, Checkbox, Input, InputNumber, Segmented, Select } from 'antd';
import { useState } from 'react';
import type { ApiError } from '@/api/error';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import { propsOf } from '@/parts/builder/make';
import { Card } from '@/parts/page/Card';
import { eventsOf } from '@/parts/question/selector';
import { SelectorField } from '@/parts/question/SelectorField';
import { errorAt } from '@/parts/question/useAnswer';
import { ExpressionDialog } from '@/parts/question/WhoPicker';
import { ExpressionView } from '@/parts/text/ExpressionView';
import { BINS, BINS_MAX, ofProperty, plain, readEdges, takesProperty, type DistributionForm, type Measure } from './doc';
import { strings } from './strings';

/** Which number of each person, and how it is put into bins. */
export function Form({ form, put, error }: { form: DistributionForm; put: (patch: Partial<DistributionForm>, merge?: string | null) => void; error: ApiError | null }) {
  const t = useStrings(strings), pick = usePick();
  const vocabulary = useVocabulary().data;
  const [writing, setWriting] = useState(false);
  const [typed, setTyped] = useState<string | null>(null);
  const props = propsOf(vocabulary, eventsOf(form.events)).filter((p) => (form.measure === 'distinct' ? true : p.types.includes('number') && p.name !== 'hour' && p.name !== 'weekday'));
  const measure = (m: Measure) => put({ measure: m, ...(takesProperty(m) && form.property === '' ? { property: props.find((p) => p.name === 'amount')?.name ?? props[0]?.name ?? '' } : {}) });
  const bins = form.bins === 'each' || form.bins === 'auto' ? form.bins : Array.isArray(form.bins) ? 'own' : 'round';
  const bad = typed !== null && readEdges(typed) === null;
  const wrong = (field: string) => { const e = errorAt(error, field); return e && <span className="field-note field-error" role="alert">{e.detail} {e.hint}</span>; };
  return (
    <Card>
      <div className="distribution-form">
        <div className="question-rows">
          <Segmented aria-label={t('of')} value={form.of} onChange={(of) => put({ of })} options={[{ value: 'events' as const, label: t('ofEvents') }, { value: 'value' as const, label: t('ofValue') }]} />
          {form.of === 'events' ? (
            <>
              <SelectorField label={t('ofEvents')} value={form.events} error={errorAt(error, 'events')} onChange={(events) => put({ events }, 'events')} />
              <span className="question-field"><Select aria-label={t('measure')} value={form.measure} onChange={measure} options={[...plain, ...ofProperty].map((m) => ({ value: m, label: t(m) }))} popupMatchSelectWidth={false} />
                {takesProperty(form.measure) && <Select aria-label={t('property')} placeholder={t('property')} value={form.property || undefined} status={form.property ? '' : 'warning'} onChange={(property) => put({ property })} options={props.map((p) => ({ value: p.name, label: pick(p.title) || p.name }))} popupMatchSelectWidth={180} />}{wrong('measure')}</span>
              <Checkbox checked={form.zeros} onChange={(e) => put({ zeros: e.target.checked })}>{t('zeros')}</Checkbox>
            </>
          ) : (
            <span className="question-field distribution-value">{form.value ? <ExpressionView expression={form.value} /> : <span className="muted">{t('valueHint')}</span>}<Button size="small" icon={<EditOutlined />} onClick={() => setWriting(true)}>{t('valueEdit')}</Button>{wrong('value')}</span>
          )}
        </div>
        <div className="question-rows">
          <span className="question-field"><span className="question-label">{t('bins')}</span><Segmented aria-label={t('bins')} value={bins} onChange={(b) => put({ bins: b === 'each' || b === 'auto' ? b : b === 'own' ? [0, 1, 10, 100] : BINS })} options={[{ value: 'auto', label: t('binsAuto') }, { value: 'round', label: t('binsRound') }, { value: 'each', label: t('binsEach') }, { value: 'own', label: t('binsOwn') }]} />
            {typeof form.bins === 'number' && <InputNumber aria-label={t('binsN')} min={1} max={BINS_MAX} precision={0} value={form.bins} onChange={(n) => n && put({ bins: n }, 'bins')} />}
            {Array.isArray(form.bins) && <Input className="distribution-edges" aria-label={t('edges')} placeholder={t('edges')} status={bad ? 'error' : ''} value={typed ?? form.bins.join(', ')} onChange={(e) => { setTyped(e.target.value); const edges = readEdges(e.target.value); if (edges) put({ bins: edges }, 'bins'); }} onBlur={() => { if (!bad) setTyped(null); }} />}
            {bad && <span className="field-note field-error" role="alert">{t('edgesBad')}</span>}{wrong('bins')}</span>
        </div>
      </div>
      {writing && <ExpressionDialog title={t('value')} value={form.value} onClose={() => setWriting(false)} onApply={(value) => { setWriting(false); put({ value }); }} />}
    </Card>
  );
}
