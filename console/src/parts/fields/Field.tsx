import { cloneElement, useId, type ReactElement, type ReactNode } from 'react';
import './Field.css';

export interface FieldBoxProps {
  label: ReactNode;
  help?: ReactNode;
  /** Shown instead of the help, in the colour of danger and tied to the control. */
  error?: string | null | undefined | false;
  /** One control; it gets the id, aria-invalid and aria-describedby. */
  children: ReactElement<{ id?: string; 'aria-invalid'?: boolean; 'aria-describedby'?: string; status?: 'error' | '' }>;
}

/** Label, control, and what is wrong with it, for every form. */
export function Field({ label, help, error, children }: FieldBoxProps) {
  const id = useId();
  const native = typeof children.type === 'string';
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {cloneElement(children, { id, 'aria-describedby': `${id}-note`, ...(error ? { 'aria-invalid': true, ...(native ? {} : { status: 'error' as const }) } : {}) })}
      <span id={`${id}-note`} className={error ? 'field-note field-error' : 'field-note'}>{error || help}</span>
    </div>
  );
}
