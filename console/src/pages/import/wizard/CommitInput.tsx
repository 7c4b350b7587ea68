import { Input } from 'antd';
import { useEffect, useState } from 'react';

export interface CommitInputProps { id?: string; value: string; onCommit: (v: string) => void; placeholder?: string; list?: string; maxLength?: number; size?: 'small' | 'middle'; 'aria-label'?: string; 'aria-describedby'?: string; status?: 'error' | '' }

/** A text that counts when it is done: on leaving the field and on Enter, so that half a name is never asked about. */
export function CommitInput({ value, onCommit, ...rest }: CommitInputProps) {
  const [typed, set] = useState(value);
  useEffect(() => set(value), [value]);
  const done = () => { if (typed !== value) onCommit(typed); };
  return <Input {...rest} value={typed} autoComplete="off" onChange={(e) => set(e.target.value)} onBlur={done} onPressEnter={done} />;
}
