import { Select, Switch } from 'antd';
import type { Inspection } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { strings } from './strings';
import { delimiterName } from './words';
import './FileForm.css';

/** What a person says of the file against what was found; empty = as found. */
export interface Hints { format: string; encoding: string; delimiter: string; header: string }

export function FileForm({ look, hints, onChange }: { look: Inspection; hints: Hints; onChange: (h: Partial<Hints>) => void }) {
  const t = useStrings(strings);
  const formats = { csv: t('csvFormat'), ndjson: t('ndjsonFormat') };
  const encodings: Record<string, string> = { 'utf-8': 'UTF-8', gb18030: 'GB18030', 'utf-16': 'UTF-16' };
  // What was found is known only while nothing was said.
  const auto = (hint: string, is: string) => (hint === '' ? t('automatic', { is }) : t('recognise'));
  return (
    <div className="fileform">
      <Field label={t('format')}><Select value={hints.format} onChange={(format: string) => onChange({ format })} options={[{ value: '', label: auto(hints.format, formats[look.format]) }, { value: 'csv', label: formats.csv }, { value: 'ndjson', label: formats.ndjson }]} /></Field>
      <Field label={t('encoding')}><Select value={hints.encoding} onChange={(encoding: string) => onChange({ encoding })} options={[{ value: '', label: auto(hints.encoding, encodings[look.encoding] ?? look.encoding) }, { value: 'utf-8', label: 'UTF-8' }, { value: 'gb18030', label: 'GB18030' }]} /></Field>
      {look.format === 'csv' && <>
        <Field label={t('delimiter')}><Select value={hints.delimiter} onChange={(delimiter: string) => onChange({ delimiter })} options={[{ value: '', label: auto(hints.delimiter, delimiterName(t, look.delimiter)) }, ...[',', ';', '\\t', '|', 'blank'].map((d) => ({ value: d, label: delimiterName(t, d === '\\t' ? '\t' : d) }))]} /></Field>
        <div className="fileform-switch"><Field label={t('header')}><Switch checked={look.header} onChange={(on) => onChange({ header: on ? 'true' : 'false' })} /></Field></div>
      </>}
    </div>
  );
}
