import { InputNumber, Select } from 'antd';
import { useStrings } from '@/i18n/lang';
import { strings } from '../strings';
import { complete, MAX, type Keep, type Unit } from './keep';

/** For ever, or so many days or months. */
export function KeepInput({ value, label, disabled, onChange }: { value: Keep; label: string; disabled: boolean; onChange: (k: Keep) => void }) {
  const t = useStrings(strings);
  const unit = (u: Unit) => onChange({ unit: u, n: u === 'forever' ? 0 : value.n || (u === 'm' ? 13 : 90) });
  return (
    <div className="keep">
      {value.unit !== 'forever' && <InputNumber min={1} max={MAX[value.unit]} precision={0} aria-label={t('keepCount', { of: label })} disabled={disabled} value={value.n || null} status={complete(value) ? '' : 'error'} onChange={(n) => onChange({ ...value, n: n ?? 0 })} />}
      <Select<Unit> className="keep-unit" aria-label={t('keepUnit', { of: label })} disabled={disabled} value={value.unit} onChange={unit} options={[{ value: 'forever', label: t('keepForever') }, { value: 'm', label: t('keepMonths') }, { value: 'd', label: t('keepDays') }]} />
    </div>
  );
}
