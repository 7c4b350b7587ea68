import { Input, InputNumber, Select } from 'antd';
import type { BuilderWindow, Unit } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { unitsOf, windowKinds, windowOf } from './make';
import { useWords } from './words';

/** When: any time, the last n days, this month, between two dates… */
export function WindowPicker({ value, onChange }: { value: BuilderWindow; onChange: (w: BuilderWindow) => void }) {
  const t = useWords(), f = useFormat();
  const today = f.dayOf(new Date().toISOString());
  const kinds = { all: 'wAll', last: 'wLast', last_full: 'wLastFull', this: 'wThis', previous: 'wPrevious', since: 'wSince', before: 'wBefore', between: 'wBetween' } as const;
  const unitKey = (u: Unit) => {
    const single = value.kind === 'this' || value.kind === 'previous' || ('n' in value && value.n === 1);
    if (u === 'day') return single ? 'oneDay' : 'day';
    if (u === 'week') return single ? 'oneWeek' : 'week';
    if (u === 'month') return single ? 'oneMonth' : 'month';
    if (u === 'year') return single ? 'oneYear' : 'year';
    return u === 'hour' ? 'hour' : 'minute';
  };
  const date = (label: string, v: string, put: (s: string) => void) => <Input className="rule-date" type="date" aria-label={label} value={v} max="9999-12-31" onChange={(e) => put(e.target.value)} status={v ? '' : 'warning'} />;
  return (
    <span className="rule-part">
      <Select aria-label={t('window')} value={value.kind} onChange={(k) => onChange(windowOf(k, value, today))} options={windowKinds.map((k) => ({ value: k, label: t(kinds[k]) }))} popupMatchSelectWidth={false} />
      {'n' in value && <InputNumber className="rule-n" aria-label={t('wN')} min={1} max={20_000} precision={0} controls={false} value={value.n} onChange={(n) => n && onChange({ ...value, n })} />}
      {'unit' in value && <Select aria-label={t('wUnit')} value={value.unit} onChange={(unit) => onChange({ ...value, unit })} options={unitsOf(value.kind).map((u) => ({ value: u, label: t(unitKey(u)) }))} popupMatchSelectWidth={false} />}
      {'from' in value && date(t('wFrom'), value.from, (from) => onChange({ ...value, from }))}
      {value.kind === 'between' && <span className="rule-word">{t('and2')}</span>}
      {'to' in value && date(t('wTo'), value.to, (to) => onChange({ ...value, to }))}
    </span>
  );
}
