import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { AutoComplete, Button, Checkbox, Input, Select } from 'antd';
import { useStrings } from '@/i18n/lang';
import { isAt, newProp, types, unnamed, type Prop, type PropType } from './doc';
import { strings } from './strings';

export interface PropTableProps {
  props: readonly Prop[];
  onChange: (props: Prop[]) => void;
  /** Names that are known, for completion. */
  known: readonly string[];
  /** Attributes are never required. */
  mayRequire: boolean;
  disabled: boolean;
  /** Of this list in the document, and what the server says is wrong with it. */
  path: string;
  error: { source: string | undefined; detail: string } | null;
}

/** The properties of an event, or attributes: one row each, with what is wrong beneath it. */
export function PropTable({ props, onChange, known, mayRequire, disabled, path, error }: PropTableProps) {
  const t = useStrings(strings);
  const wrong = unnamed(props);
  const put = (key: string, patch: Partial<Prop>) => onChange(props.map((p) => (p.key === key ? { ...p, ...patch } : p)));
  const label = (what: string, p: Prop) => (p.name ? `${what} ${p.name}` : what);
  const options = known.filter((n) => !props.some((p) => p.name === n)).map((value) => ({ value }));
  return (
    <div className="plan-props">
      {props.length > 0 && <div className="plan-prop plan-prop-head" aria-hidden="true"><span>{t('property')}</span><span>{t('type')}</span><span>{mayRequire && t('required')}</span><span>{t('values')}</span><span>{t('min')}</span><span>{t('max')}</span><span /></div>}
      {props.length === 0 && <p className="muted">{t('noProps')}</p>}
      {props.map((p) => {
        const own = wrong.get(p.key), at = p.name.trim() !== '' && error && isAt(error.source, `${path}/${p.name.trim()}`) ? error : null;
        const field = at?.source?.split('/').pop();
        const bad = (name: string) => (at && (field === name || field === p.name.trim()) ? ('error' as const) : ('' as const));
        const note = own ? t(own === 'empty' ? 'emptyName' : 'twice') : at?.detail;
        const ranged = p.type === 'any' || p.type === 'number', listed = p.type === 'any' || p.type === 'text';
        return (
          <div key={p.key} className="plan-prop" role="group" aria-label={p.name || t('property')}>
            <AutoComplete aria-label={t('property')} value={p.name} disabled={disabled} options={options} showSearch={{ filterOption: (s, o) => (o?.value ?? '').toLowerCase().includes(s.toLowerCase()) }} onChange={(name) => put(p.key, { name: name ?? '' })} status={own ? 'error' : ''} />
            <Select<PropType> aria-label={label(t('type'), p)} value={p.type} disabled={disabled} status={bad('type')} onChange={(type) => put(p.key, { type, ...(type === 'any' || type === 'text' ? {} : { values: [] }), ...(type === 'any' || type === 'number' ? {} : { min: '', max: '' }) })} options={types.map((x) => ({ value: x, label: t(x) }))} popupMatchSelectWidth={false} />
            <span className="plan-required">{mayRequire && <Checkbox aria-label={label(t('required'), p)} checked={p.required} disabled={disabled} onChange={(e) => put(p.key, { required: e.target.checked })}><span className="plan-word">{t('required')}</span></Checkbox>}</span>
            <Select mode="tags" aria-label={label(t('values'), p)} value={p.values} disabled={disabled || !listed} status={bad('values')} placeholder={listed ? t('anyValue') : ''} maxTagCount={3} tokenSeparators={[',', '，', '\n']} onChange={(values) => put(p.key, { values, ...(values.length ? { type: 'text', min: '', max: '' } : {}) })} open={false} suffixIcon={null} />
            <Input aria-label={label(t('min'), p)} inputMode="decimal" value={p.min} disabled={disabled || !ranged || p.values.length > 0} status={bad('min')} placeholder={t('min')} onChange={(e) => put(p.key, { min: e.target.value, ...(e.target.value ? { type: 'number' as const } : {}) })} />
            <Input aria-label={label(t('max'), p)} inputMode="decimal" value={p.max} disabled={disabled || !ranged || p.values.length > 0} status={bad('max')} placeholder={t('max')} onChange={(e) => put(p.key, { max: e.target.value, ...(e.target.value ? { type: 'number' as const } : {}) })} />
            <Button type="text" size="small" icon={<CloseOutlined />} disabled={disabled} aria-label={t('removeOf', { name: p.name })} onClick={() => onChange(props.filter((x) => x.key !== p.key))} />
            {note && <span className="field-note field-error plan-note" role="alert">{note}</span>}
          </div>
        );
      })}
      {!disabled && <Button type="dashed" icon={<PlusOutlined />} onClick={() => onChange([...props, newProp()])}>{t('addProp')}</Button>}
    </div>
  );
}
