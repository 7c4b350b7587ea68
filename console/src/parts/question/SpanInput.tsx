import { InputNumber, Select, Space } from 'antd';
import { useStrings } from '@/i18n/lang';
import { readSpan, spanUnits, writeSpan, type SpanUnit } from './span';
import { strings } from './strings';

/** Elapsed time, "7 days" in the document; one that cannot be shown so stands as it is and can be replaced. */
export function SpanInput({ value, onChange, label, error }: { value: string; onChange: (span: string) => void; label: string; error?: boolean }) {
  const t = useStrings(strings);
  const span = readSpan(value);
  const status = error ? 'error' as const : '' as const;
  return (
    <Space.Compact className="span-input" aria-label={label} role="group">
      <InputNumber aria-label={`${label}: ${t('n')}`} min={1} max={99_999} precision={0} controls={false} value={span?.n ?? null} placeholder={span ? '' : value} status={status} onChange={(n) => n && onChange(writeSpan({ n, unit: span?.unit ?? 'day' }))} />
      <Select aria-label={`${label}: ${t('unit')}`} value={span?.unit ?? 'day'} status={status} popupMatchSelectWidth={false} onChange={(unit: SpanUnit) => onChange(writeSpan({ n: span?.n ?? 1, unit }))} options={spanUnits.map((u) => ({ value: u, label: t(u) }))} />
    </Space.Compact>
  );
}
