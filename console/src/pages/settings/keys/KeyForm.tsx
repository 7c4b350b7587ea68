import { Checkbox, Input, Select } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import type { Scope } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { strings } from '../strings';
import './KeyForm.css';

const scopes: Scope[] = ['read', 'people', 'write', 'rewards', 'import', 'export', 'admin'];

export default function KeyForm({ onClose, onDone }: { onClose: () => void; onDone: (secret: string) => void }) {
  const t = useStrings(strings);
  const [title, setTitle] = useState(''), [chosen, choose] = useState<Scope[]>(['read']), [days, setDays] = useState(90), [tried, setTried] = useState(false);
  const create = useSend('createKey', ['listKeys']);
  const submit = () => {
    setTried(true);
    if (title.trim() && chosen.length) create.mutate({ title: title.trim(), scopes: chosen, expires_days: days || null }, { onSuccess: (r) => onDone(r.secret) });
  };
  return (
    <FormModal holds={[title, chosen, days]} title={t('newKey')} submit={t('newKey')} busy={create.isPending} error={create.error} onSubmit={submit} onClose={onClose}>
      <Field label={t('keyTitle')} error={tried && !title.trim() && t('keyTitleMissing')}><Input maxLength={100} value={title} onChange={(e) => setTitle(e.target.value)} /></Field>
      <fieldset className="key-scopes"><legend>{t('scopes')}</legend>
        {scopes.map((s) => <Checkbox key={s} checked={chosen.includes(s)} onChange={(e) => choose(e.target.checked ? [...chosen, s] : chosen.filter((x) => x !== s))}><code>{s}</code> <span className="muted">{t(`scope_${s}`)}</span></Checkbox>)}
        {tried && chosen.length === 0 && <span className="field-note field-error" role="alert">{t('scopesMissing')}</span>}
      </fieldset>
      <Field label={t('expires')}><Select value={days} onChange={setDays} options={[...[30, 90, 365].map((n) => ({ value: n, label: t('days', { n }) })), { value: 0, label: t('never') }]} /></Field>
    </FormModal>
  );
}
