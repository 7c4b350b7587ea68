import { Input } from 'antd';
import { amount, shown, type Amount as Value } from './doc';

export interface AmountProps { value: Value | undefined; onChange: (v: Value | undefined) => void; label: string; id?: string; width?: number; placeholder?: string; suffix?: string; disabled?: boolean; status?: 'error' | '' }

/** A decimal as it is typed; the server judges it. */
export function Amount({ value, onChange, label, width = 112, suffix, ...rest }: AmountProps) {
  return <Input inputMode="decimal" autoComplete="off" aria-label={label} style={{ width }} value={shown(value)} onChange={(e) => onChange(amount(e.target.value))} {...(suffix ? { suffix } : {})} {...rest} />;
}
