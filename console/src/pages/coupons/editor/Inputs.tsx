/* Fields of the document by their path. */
import { Input, Select, Segmented, Switch } from 'antd';
import type { ReactNode } from 'react';
import { Field } from '@/parts/fields/Field';
import { useEditing } from './context';
import { flag, names, numberOf, set, text, type Doc } from './doc';

interface At { path: string; label: string; help?: ReactNode }

/** A number: money, percents, counts. What is none is kept as typed. */
export function NumberAt({ path, label, help, placeholder, suffix }: At & { placeholder?: string; suffix?: string }) {
  const e = useEditing();
  return <Field label={label} help={help} error={e.error(path)}><Input inputMode="decimal" autoComplete="off" disabled={e.disabled} value={text(e.doc, path)} placeholder={placeholder ?? ''} suffix={suffix} onChange={(x) => e.change((d) => set(d, path, numberOf(x.target.value)), path)} /></Field>;
}

export function TextAt({ path, label, help, placeholder, rows, max }: At & { placeholder?: string; rows?: number; max?: number }) {
  const e = useEditing();
  const common = { disabled: e.disabled, value: text(e.doc, path), placeholder: placeholder ?? '', ...(max ? { maxLength: max } : {}), onChange: (x: { target: { value: string } }) => e.change((d) => set(d, path, x.target.value === '' ? undefined : x.target.value), path) };
  return <Field label={label} help={help} error={e.error(path)}>{rows ? <Input.TextArea autoSize={{ minRows: rows, maxRows: 12 }} {...common} /> : <Input autoComplete="off" {...common} />}</Field>;
}

/** One of a few words; the first is what is meant when nothing is written. */
export function WordAt({ path, label, help, words, write = false }: At & { words: readonly { value: string; label: string }[]; /** Write the first one out too. */ write?: boolean }) {
  const e = useEditing();
  const first = words[0]?.value ?? '';
  const error = e.error(path);
  return (
    <div className="field">
      <span className="field-label">{label}</span>
      <div><Segmented aria-label={label} disabled={e.disabled} value={text(e.doc, path) || first} onChange={(v) => e.change((d) => set(d, path, v === first && !write ? undefined : v))} options={[...words]} /></div>
      {(error || help) && <span className={error ? 'field-note field-error' : 'field-note'}>{error || help}</span>}
    </div>
  );
}

/** As a list to choose from, where the words are long. */
export function ChoiceAt({ path, label, help, words, also }: At & { words: readonly { value: string; label: string }[]; /** What else another choice changes. */ also?: (d: Doc, v: string) => Doc }) {
  const e = useEditing();
  const first = words[0]?.value ?? '';
  return <Field label={label} help={help} error={e.error(path)}><Select disabled={e.disabled} value={text(e.doc, path) || first} popupMatchSelectWidth={false} onChange={(v) => e.change((d) => { const next = set(d, path, v === first ? undefined : v); return also ? also(next, v) : next; })} options={[...words]} /></Field>;
}

export function FlagAt({ path, label, otherwise }: At & { otherwise: boolean }) {
  const e = useEditing();
  const error = e.error(path);
  return <div className="field"><label className="coupon-flag"><Switch size="small" disabled={e.disabled} checked={flag(e.doc, path, otherwise)} onChange={(v) => e.change((d) => set(d, path, v === otherwise ? undefined : v))} /><span>{label}</span></label>{error && <span className="field-note field-error">{error}</span>}</div>;
}

/** A list of names, chosen or typed. */
export function NamesAt({ path, label, help, placeholder, options, onSearch, loading, typed = true }: At & { placeholder?: string; options?: readonly { value: string; label: string }[]; onSearch?: (q: string) => void; loading?: boolean; typed?: boolean }) {
  const e = useEditing();
  return (
    <Field label={label} help={help} error={e.error(path)}>
      <Select mode={typed ? 'tags' : 'multiple'} disabled={e.disabled} value={names(e.doc, path)} placeholder={placeholder} loading={loading ?? false} tokenSeparators={[',', '，', '\n']} maxTagCount={12}
        onChange={(v: string[]) => e.change((d) => set(d, path, v.length ? v.map((x) => x.trim()).filter(Boolean) : undefined))} options={[...(options ?? [])]}
        {...(options ? { showSearch: onSearch ? { onSearch, filterOption: false } : { optionFilterProp: 'label' } } : { open: false, suffixIcon: null })} />
    </Field>
  );
}
