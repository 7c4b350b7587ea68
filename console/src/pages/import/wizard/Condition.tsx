import { Select } from 'antd';
import { useEffect, useState } from 'react';
import type { FileColumn } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

interface When { column: string; values: string[] }

/** "Column … is one of …". Half a condition is nobody's: it is kept here until both halves are there. */
export function Condition({ label, value, columns, onChange }: { label: string; value: When; columns: readonly FileColumn[]; onChange: (w: When) => void }) {
  const t = useStrings(strings);
  const [draft, set] = useState(value);
  const given = JSON.stringify(value);
  useEffect(() => { const v = JSON.parse(given) as When; if (v.column !== '') set(v); }, [given]);
  const change = (w: When) => { set(w); if ((w.column !== '' && w.values.length > 0) || value.column !== '') onChange(w); };
  const samples = columns.find((c) => c.name === draft.column)?.samples ?? [];
  return (
    <div className="condition">
      <span className="field-label">{label}</span>
      <Select aria-label={label} showSearch value={draft.column} onChange={(column: string) => change({ column, values: [] })} popupMatchSelectWidth={false}
        options={[{ value: '', label: t('noColumn') }, ...columns.map((c) => ({ value: c.name, label: c.name }))]} />
      {draft.column !== '' && <>
        <span className="field-label">{t('isOne')}</span>
        <Select mode="tags" aria-label={`${label} ${t('isOne')}`} placeholder={t('valuesHelp')} value={draft.values} onChange={(values: string[]) => change({ ...draft, values })} options={samples.map((s) => ({ value: s, label: s }))} />
      </>}
    </div>
  );
}
