import { AutoComplete, Select } from 'antd';
import { useEffect, useState } from 'react';
import { useStrings } from '@/i18n/lang';
import { CommitInput } from './CommitInput';
import type { Use } from './mapping';
import { strings } from './strings';
import { identities, timeFormats, valueTypes } from './words';

type Choice = { value: string; label: string };

/* One of the known words, or one's own: the list names what it offers, the field shows the word. */
function OwnWord({ value, options, label, onCommit }: { value: string; options: Choice[]; label: string; onCommit: (v: string) => void }) {
  const [typed, set] = useState(value);
  useEffect(() => set(value), [value]);
  const shown = options.find((o) => o.value === typed)?.label ?? typed;
  return (
    <AutoComplete value={shown} aria-label={label} options={options.map((o) => ({ value: o.label }))} popupMatchSelectWidth={false} style={{ width: '100%' }}
      onChange={(v: string) => set(options.find((o) => o.label === v)?.value ?? v)} onSelect={(v: string) => onCommit(options.find((o) => o.label === v)?.value ?? v)} onBlur={() => { if (typed !== value) onCommit(typed.trim()); }} />
  );
}

/** What else is to be said of a column in its role. */
export function FieldOptions({ use, column, onChange }: { use: Use; column: string; onChange: (u: Use) => void }) {
  const t = useStrings(strings);
  if (use.role === 'person') return <OwnWord label={`${t('identity')} ${column}`} value={use.type ?? 'user_id'} options={identities(t)} onCommit={(type) => onChange({ ...use, type })} />;
  if (use.role === 'time') return <OwnWord label={`${t('timeFormat')} ${column}`} value={use.format ?? ''} options={timeFormats(t)} onCommit={(format) => onChange({ ...use, format })} />;
  if (use.role !== 'property' && use.role !== 'attribute') return null;
  return (
    <>
      <CommitInput aria-label={`${t('nameOf')} ${column}`} value={use.name ?? column} maxLength={120} onCommit={(name) => onChange({ ...use, name })} />
      <Select aria-label={`${t('valueType')} ${column}`} value={use.type === 'string' ? 'text' : use.type ?? (use.format ? 'time' : '')} options={valueTypes(t)} onChange={(type: string) => onChange({ role: use.role, ...(use.name !== undefined ? { name: use.name } : {}), ...(type ? { type } : {}), ...(type === 'time' && use.format ? { format: use.format } : {}) })} />
      {(use.type === 'time' || use.format) && <OwnWord label={`${t('timeFormat')} ${column}`} value={use.format ?? ''} options={timeFormats(t)} onCommit={(format) => onChange({ ...use, format })} />}
    </>
  );
}
