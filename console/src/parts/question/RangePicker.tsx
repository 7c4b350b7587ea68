import { Select } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { ApiError } from '@/api/error';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { isPreset, presets, type Preset, type Range } from './range';
import { strings } from './strings';

const CustomRange = lazy(() => import('@/parts/period/CustomRange'));

/** A range in words. */
export function useRangeName(): (r: Range | undefined) => string {
  const t = useStrings(strings);
  return (r) => {
    if (r === undefined) return t('allTime');
    if (typeof r !== 'string') return r.from && r.to ? `${r.from} – ${r.to}` : r.from ? t('since', { day: r.from }) : t('until', { day: r.to ?? '' });
    const n = /^last (\d+) days$/.exec(r)?.[1];
    if (n) return t('lastN', { n: Number(n) });
    return r === 'this month' ? t('thisMonth') : r === 'previous month' ? t('previousMonth') : r === 'this year' ? t('thisYear') : r;
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
