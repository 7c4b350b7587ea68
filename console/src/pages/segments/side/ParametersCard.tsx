import { Input, Select } from 'antd';
import { useStrings } from '@/i18n/lang';
import { guess, namesIn, types, valueOk, type Parameter, type Parameters } from '../editor/parameters';
import { strings } from '../strings';
import './ParametersCard.css';

export interface ParametersCardProps { text: string; value: Parameters; onChange: (all: Parameters, name: string) => void }

/** Type and default of every $name in the rule; nothing when there is none. */
export function ParametersCard({ text, value, onChange }: ParametersCardProps) {
  const t = useStrings(strings);
  const names = namesIn(text);
  if (names.length === 0) return null;
  const put = (name: string, p: Parameter) => onChange({ ...value, [name]: p }, name);
  return (
    <section className="card parameterscard" aria-label={t('parameters')}>
      <h2 className="parameterscard-title">{t('parameters')}</h2>
      <p className="parameterscard-help">{t('parametersHelp')}</p>
      {names.map((name) => {
        const p = value[name] ?? { type: guess(text, name), value: '' };
        const bad = !valueOk(p);
        return (
          <div key={name} className="parameterscard-row" role="group" aria-label={`$${name}`}>
            <code title={`$${name}`}>${name}</code>
            <Select size="small" aria-label={t('parameterType', { name })} value={p.type} onChange={(type) => put(name, { type, value: type === 'bool' ? 'true' : type === p.type ? p.value : '' })} options={types.map((v) => ({ value: v, label: t(`parameter_${v}`) }))} />
            {p.type === 'bool'
              ? <Select size="small" aria-label={t('parameterDefault', { name })} value={p.value === 'false' ? 'false' : 'true'} onChange={(v) => put(name, { ...p, value: v })} options={[{ value: 'true', label: t('yes') }, { value: 'false', label: t('no') }]} />
              : <Input size="small" aria-label={t('parameterDefault', { name })} status={bad ? 'error' : ''} type={p.type === 'time' && !p.value.includes('T') ? 'date' : 'text'} inputMode={p.type === 'number' ? 'decimal' : undefined} value={p.value} onChange={(e) => put(name, { ...p, value: p.type === 'text' ? e.target.value : e.target.value.trim() })} />}
            {bad && <p className="parameterscard-bad">{t('parameterNeeds')}</p>}
          </div>
        );
      })}
    </section>
  );
}
