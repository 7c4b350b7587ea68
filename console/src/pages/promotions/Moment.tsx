import { Input } from 'antd';
import { useStrings } from '@/i18n/lang';
import { joined, parted } from './doc';
import { strings } from './strings';

/** A day, and the time of day when it matters. */
export function Moment({ label, value, onChange, help, error }: { label: string; value: string | undefined; onChange: (v: string | undefined) => void; help?: string; error: string | null }) {
  const t = useStrings(strings), m = parted(value), status = error ? 'error' as const : '' as const;
  return (
    <div className="field" role="group" aria-label={label}>
      <span className="field-label">{label}</span>
      {m === null ? <Input aria-label={label} status={status} value={value} onChange={(e) => onChange(e.target.value.trim() || undefined)} /> : (
        <span className="prm-moment">
          <Input type="date" aria-label={t('dayOf', { what: label })} status={status} value={m.day} onChange={(e) => onChange(joined(e.target.value, m.time))} />
          <Input type="time" aria-label={t('timeOf', { what: label })} status={status} value={m.time} disabled={m.day === ''} onChange={(e) => onChange(joined(m.day, e.target.value.slice(0, 5)))} />
        </span>
      )}
      <span className={error ? 'field-note field-error' : 'field-note'}>{error || help}</span>
    </div>
  );
}
