import { LeftOutlined, RightOutlined } from '@/theme/icons';
import { Button, Select, Tooltip } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { Compare } from '@/api/types';
import { useHotkey } from '@/commands/registry';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import { LENGTHS, type Length, step, type Period } from './usePeriod';
import './PeriodPicker.css';

const CustomRange = lazy(() => import('./CustomRange'));

export interface PeriodPickerProps {
  period: Period;
  onChange: (patch: Partial<Period>) => void;
  /** The window the server answered for; the steppers move from it. */
  shown?: { from: string; to: string } | undefined;
  /** The last day there can be: today in the workspace's zone. */
  last: string;
  /** Without the comparison. */
  plain?: boolean;
}

const order: Compare[] = ['previous', 'year', 'none'];

/** ‹ period › and VS. Keys: D then 7, 3, 9 or Y; V switches the comparison. */
export function PeriodPicker({ period, onChange, shown, last, plain }: PeriodPickerProps) {
  const t = useStrings(strings), f = useFormat();
  const [custom, setCustom] = useState(false);
  const name = (n: number) => (n === 365 ? t('lastYear') : t('lastDays', { n }));
  const pick = (days: Length) => onChange({ days, from: null, to: null });
  useHotkey('d 7', name(7), () => pick(7));
  useHotkey('d 3', name(30), () => pick(30));
  useHotkey('d 9', name(90), () => pick(90));
  useHotkey('d y', name(365), () => pick(365));
  useHotkey('v', t('toggleCompare'), () => onChange({ compare: order[(order.indexOf(period.compare) + 1) % 3] as Compare }), { enabled: !plain });
  const earlier = shown && step(shown.from, shown.to, -1, last), later = shown && step(shown.from, shown.to, 1, last);
  const fixed = period.from !== null && period.to !== null;
  const value = fixed ? 'custom' : String(period.days);
  return (
    <div className="period" role="group" aria-label={t('period')}>
      <div className="period-steps">
        <Tooltip title={t('earlier')}><Button icon={<LeftOutlined />} aria-label={t('earlier')} disabled={!earlier} onClick={() => earlier && onChange(earlier)} /></Tooltip>
        <Select aria-label={t('period')} value={value} popupMatchSelectWidth={false} onChange={(v) => (v === 'custom' || v === 'pick' ? setCustom(true) : pick(LENGTHS.find((n) => n === Number(v)) ?? 30))}
          options={[...LENGTHS.map((n) => ({ value: String(n), label: name(n) })), ...(fixed ? [{ value: 'custom', label: `${period.from} – ${period.to}` }] : []), { value: 'pick', label: t('custom') }]} />
        <Tooltip title={t('later')}><Button icon={<RightOutlined />} aria-label={t('later')} disabled={!later} onClick={() => later && onChange(later)} /></Tooltip>
      </div>
      {!plain && <Select aria-label={t('versus')} value={period.compare} popupMatchSelectWidth={false} onChange={(compare) => onChange({ compare })} options={order.map((v) => ({ value: v, label: t(v as 'previous' | 'year' | 'none') }))} />}
      {shown && <span className="period-shown num">{f.dayLabel(shown.from)} – {f.dayLabel(shown.to)}</span>}
      {custom && <Suspense><CustomRange from={shown?.from} to={shown?.to} last={last} onClose={() => setCustom(false)} onPick={(from, to) => { setCustom(false); onChange({ from, to }); }} /></Suspense>}
    </div>
  );
}
