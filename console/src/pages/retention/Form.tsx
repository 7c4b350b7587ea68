import { Input, InputNumber, Segmented, Select, Tooltip } from 'antd';
import { useState } from 'react';
import type { ApiError } from '@/api/error';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import { propsOf } from '@/parts/builder/make';
import { Card } from '@/parts/page/Card';
import { eventsOf } from '@/parts/question/selector';
import { SelectorField } from '@/parts/question/SelectorField';
import { errorAt } from '@/parts/question/useAnswer';
import { clocks, firsts, grains, measures, modes, PERIODS_MAX, readBrackets, usual, writeBrackets, type RetentionForm } from './doc';
import { strings } from './strings';

export interface FormProps { form: RetentionForm; put: (patch: Partial<RetentionForm>, merge?: string | null) => void; error: ApiError | null }

/** What people start with, what coming back is, and how it is measured. */
export function Form({ form, put, error }: FormProps) {
  const t = useStrings(strings), pick = usePick();
  const vocabulary = useVocabulary();
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed !== null && readBrackets(typed) === null;
  const numbers = propsOf(vocabulary.data, form.ret.trim() === '' ? ['*'] : eventsOf(form.ret)).filter((p) => p.types.includes('number') && p.name !== 'hour' && p.name !== 'weekday');
  const firstWords = { ever: t('ever'), range: t('inRange'), each: t('each') }, grainWords = { hour: t('hour'), day: t('day'), week: t('week'), month: t('month') };
  const modeWords = { on: t('on'), on_or_after: t('onOrAfter'), until: t('until'), every: t('every') }, clockWords = { calendar: t('calendar'), rolling: t('rolling') }, measureWords = { people: t('people'), events: t('events'), sum: t('sum') };
  const at = (field: string) => errorAt(error, field);
  const ofBrackets = error?.place?.source?.startsWith('brackets') ? error : null;
  return (
    <Card>
      <div className="retention-form">
        <div className="retention-event"><span className="question-label">{t('start')}</span><SelectorField label={t('start')} value={form.start} error={at('start')} onChange={(start) => put({ start }, 'start')} /></div>
        <div className="retention-event"><span className="question-label">{t('return')}</span><SelectorField optional placeholder={t('anyReturn')} label={t('return')} value={form.ret} error={at('return')} onChange={(ret) => put({ ret }, 'return')} /></div>
        <div className="question-rows">
          <span className="question-field"><span className="question-label">{t('first')}</span><Select aria-label={t('first')} value={form.first} onChange={(first) => put({ first })} options={firsts.map((v) => ({ value: v, label: firstWords[v] }))} popupMatchSelectWidth={false} /></span>
          <span className="question-field"><span className="question-label">{t('grain')}</span><Segmented aria-label={t('grain')} value={form.grain} onChange={(grain) => put({ grain, periods: 0 })} options={grains.map((v) => ({ value: v, label: grainWords[v] }))} /></span>
          <span className="question-field"><span className="question-label">{t('columns')}</span><InputNumber className="retention-n" aria-label={t('columns')} min={1} max={PERIODS_MAX} precision={0} disabled={form.brackets.length > 0} value={form.periods || null} placeholder={t('usual', { n: usual[form.grain] })} onChange={(n) => put({ periods: n ?? 0 }, 'periods')} />
            <Input className="retention-brackets" aria-label={t('brackets')} status={wrong || ofBrackets ? 'error' : ''} placeholder={`${t('brackets')} ${t('bracketsHint')}`} value={typed ?? writeBrackets(form.brackets)} onChange={(e) => { setTyped(e.target.value); const b = readBrackets(e.target.value); if (b) put({ brackets: b }, 'brackets'); }} onBlur={() => { if (!wrong) setTyped(null); }} />
            {(wrong || ofBrackets) && <span className="field-note field-error" role="alert">{wrong ? t('bracketsBad') : ofBrackets?.detail}</span>}</span>
          <span className="question-field"><span className="question-label">{t('mode')}</span><Select aria-label={t('mode')} value={form.mode} onChange={(mode) => put({ mode })} options={modes.map((v) => ({ value: v, label: modeWords[v] }))} popupMatchSelectWidth={false} /></span>
          <span className="question-field"><Tooltip title={t('clockHelp')}><span className="question-label">{t('clock')}</span></Tooltip><Select aria-label={t('clock')} value={form.clock} onChange={(clock) => put({ clock })} options={clocks.map((v) => ({ value: v, label: clockWords[v] }))} popupMatchSelectWidth={false} /></span>
          <span className="question-field"><span className="question-label">{t('measure')}</span><Segmented aria-label={t('measure')} value={form.measure} onChange={(measure) => put({ measure, ...(measure === 'sum' && form.sum === '' ? { sum: numbers.find((p) => p.name === 'amount')?.name ?? numbers[0]?.name ?? '' } : {}) })} options={measures.map((v) => ({ value: v, label: measureWords[v] }))} />
            {form.measure === 'sum' && <Select className="retention-sum" aria-label={t('sumHint')} placeholder={t('sumHint')} value={form.sum || undefined} status={form.sum && !at('measure') ? '' : 'error'} onChange={(sum) => put({ sum })} options={numbers.map((p) => ({ value: p.name, label: pick(p.title) || p.name }))} popupMatchSelectWidth={false} />}
            {at('measure') && <span className="field-note field-error" role="alert">{at('measure')?.detail}</span>}</span>
        </div>
      </div>
    </Card>
  );
}
