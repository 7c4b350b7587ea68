import { Input } from 'antd';

/** A document may say a moment where the form asks for a day: that is shown as what it is. */
export const isMoment = (v: unknown): boolean => typeof v === 'string' && v.length > 10;

/** A day, or a moment if there is one already. */
export function DayInput({ value, onChange, ...rest }: { value: unknown; onChange: (v: string | undefined) => void; id?: string }) {
  const moment = isMoment(value);
  return <Input {...rest} type={moment ? 'datetime-local' : 'date'} value={String(value ?? '').slice(0, moment ? 16 : 10)} onChange={(e) => onChange(e.target.value || undefined)} />;
}
