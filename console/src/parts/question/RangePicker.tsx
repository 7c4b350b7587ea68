import { Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ApiError } from '@/api/error';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { isPreset, presets, windowOf, type Preset, type Range } from './range';
import { strings } from './strings';

const CustomRange = lazy(() => import('@/parts/period/CustomRange'));

/** A range in words. */
export function useRangeName(): (r: Range | undefined) => string {
  const t = useStrings(strings);
  return (r) => {
    if (r === undefined) return t('allTime');
    if (typeof r !== 'string') return r.from && r.to ? `${r.from} – ${r.to}` : r.from ? t('since', { day: r.from }) : t('until', { day: r.to ?? '' });
    const w = windowOf(r);
    if (w === null) return r;
    if ('word' in w) return t(w.word);
    if ('n' in w) return w.full ? t('fullN', { n: w.n, unit: t(w.unit === 'day' ? 'fullDay' : w.unit === 'month' ? 'fullMonth' : w.unit) }) : t('lastN', { n: w.n, unit: t(w.unit) });
    return w.to === undefined ? t('since', { day: w.from }) : w.from === undefined ? t('before', { day: w.to }) : t('between', { from: w.from, to: w.to });
  };
}

/** Presets, days of the workspace's calendar, or whatever window the document has. */
export function RangePicker({ value, onChange, error, whole = '' }: { value: Range | undefined; onChange: (r: Range | undefined) => void; error?: ApiError | null; /** What no range is called, if not all time; null: there has to be one. */ whole?: string | null }) {
  const t = useStrings(strings), f = useFormat();
  const named = useRangeName();
  const name = (r: Range | undefined) => (r === undefined && whole ? whole : named(r));
  const [custom, setCustom] = useState(false);
  const now = value === undefined ? '$all' : isPreset(value) ? value : '$own';
  const days = typeof value === 'object' ? value : undefined;
  const options = [
    ...presets.map((p) => ({ value: p as string, label: name(p) })), ...(whole === null ? [] : [{ value: '$all', label: name(undefined) }]),
    ...(now === '$own' ? [{ value: '$own', label: name(value) }] : []), { value: '$pick', label: t('custom') },
  ];
  return (
    <>
      <Select className="range-picker" aria-label={t('range')} value={now} status={error ? 'error' : ''} popupMatchSelectWidth={false} options={options} prefix={<span className="picker-word">{t('range')}</span>}
        onChange={(v) => (v === '$pick' || v === '$own' ? setCustom(true) : onChange(v === '$all' ? undefined : (v as Preset)))} />
      {error && <span className="field-note field-error" role="alert">{error.detail}</span>}
      {custom && <Suspense><CustomRange from={days?.from?.slice(0, 10)} to={days?.to?.slice(0, 10)} last={f.dayOf(new Date().toISOString())} onClose={() => setCustom(false)} onPick={(from, to) => { setCustom(false); onChange({ from, to }); }} /></Suspense>}
    </>
  );
}
