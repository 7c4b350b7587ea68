import { InputNumber, Select } from 'antd';
import { useState } from 'react';
import type { ApiError } from '@/api/error';
import { useVocabulary } from '@/api/vocabulary';
import { usePick, useStrings } from '@/i18n/lang';
import { propsOf } from '@/parts/builder/make';
import { kindOf, type Breakdown, type Touch } from './breakdown';
import { strings } from './strings';
import { ExpressionDialog } from './WhoPicker';

export interface BreakdownPickerProps {
  value: Breakdown | undefined;
  onChange: (b: Breakdown | undefined) => void;
  /** Whose properties can be chosen; null: only what is of the person. */
  events: readonly string[] | null;
  /** Which values of a property this kind of question knows. None: it has one meaning. */
  touches?: readonly Touch[];
  /** Steps that can be named with touch step. */
  steps?: number;
  top?: number;
  onTop?: (n: number) => void;
  error?: ApiError | null;
  /** Instead of "breakdown". */
  label?: string;
}

const sep = ':';

/** By what the answer is broken down: a property of the events, an attribute, class or segment of the person, an expression. */
export function BreakdownPicker({ value, onChange, events, touches = [], steps = 0, top, onTop, error, label }: BreakdownPickerProps) {
  const t = useStrings(strings), pick = usePick();
  const vocabulary = useVocabulary();
  const v = vocabulary.data;
  const [open, setOpen] = useState(false);
  const kind = value ? kindOf(value) : null;
  const now = value && kind ? `${kind}${sep}${value[kind] ?? ''}` : '';
  const named = (k: string, name: string, title: { zh: string; en: string }) => ({ value: `${k}${sep}${name}`, label: pick(title) || name, search: `${name} ${title.zh} ${title.en}` });
  const groups = [
    { label: t('ofEvents'), options: (events === null ? [] : propsOf(v, events)).map((p) => named('property', p.name, p.title)) },
    { label: t('ofItems'), options: (events === null || !propsOf(v, events).some((p) => p.name === 'item_id') ? [] : v?.item_fields ?? []).map((p) => named('property', p.name, p.title)) },
    { label: t('ofClass'), options: (v?.classifications ?? []).map((c) => named('class', c.slug, c.title)) },
    { label: t('ofPerson'), options: (v?.attributes ?? []).map((a) => named('attribute', a.name, a.title)) },
    { label: t('ofSegment'), options: (v?.segments ?? []).map((s) => named('segment', s.slug, s.title)) },
  ];
  const known = groups.some((g) => g.options.some((o) => o.value === now));
  const options = [
    { value: '', label: t('noBreakdown'), search: t('noBreakdown') },
    ...(now && !known ? [{ value: now, label: kind && value ? (value[kind] ?? '') : '', search: now }] : []),
    ...groups.filter((g) => g.options.length > 0), { value: 'expression', label: t('byExpression'), search: t('byExpression') },
  ];
  const choose = (s: string) => {
    if (s === '') return onChange(undefined);
    if (s === 'expression') return setOpen(true);
    const at = s.indexOf(sep);
    return onChange({ [s.slice(0, at)]: s.slice(at + 1) });
  };
  const touch = value?.touch === 'step' ? `step${sep}${value.step ?? 1}` : value?.touch ?? touches[0];
  const touchOptions = touches.flatMap((x) => (x === 'step' ? Array.from({ length: steps }, (_, i) => ({ value: `step${sep}${i + 1}`, label: t('touchStep', { n: i + 1 }) })) : [{ value: x as string, label: t(x === 'first' ? 'touchFirst' : x === 'last' ? 'touchLast' : 'touchEach') }]));
  const setTouch = (s: string) => {
    const [x, n] = s.split(sep);
    onChange({ property: value?.property ?? '', ...(x === touches[0] ? {} : { touch: x as Touch }), ...(n ? { step: Number(n) } : {}) });
  };
  return (
    <>
      <Select className="breakdown-picker" aria-label={label ?? t('breakdown')} value={now} status={error ? 'error' : ''} onChange={choose} options={options} popupMatchSelectWidth={240} prefix={<span className="picker-word">{label ?? t('breakdown')}</span>} showSearch={{ optionFilterProp: 'search' }} />
      {kind === 'property' && touches.length > 0 && <Select aria-label={t('touch')} value={touch} onChange={setTouch} options={touchOptions} popupMatchSelectWidth={false} />}
      {kind !== null && top !== undefined && onTop && <InputNumber className="top-picker" aria-label={t('topOf')} min={1} max={100} precision={0} value={top} onChange={(n) => n && onTop(n)} prefix={<span className="picker-word">{t('topOf')}</span>} />}
      {error && <span className="field-note field-error" role="alert">{error.detail} {error.hint}</span>}
      {open && <ExpressionDialog title={t('expressionOf')} value={value?.expression ?? ''} onClose={() => setOpen(false)} onApply={(expression) => { setOpen(false); onChange({ expression }); }} />}
    </>
  );
}
