import { App, Button, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import { useRefreshMe } from '@/api/session';
import type { Locale, Me } from '@/api/types';
import { useLang, useStrings } from '@/i18n/lang';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { strings } from './strings';

export function ProfileForm({ user }: { user: NonNullable<Me['user']> }) {
  const t = useStrings(strings);
  const { message } = App.useApp();
  const { setLang } = useLang();
  const refresh = useRefreshMe();
  const [name, setName] = useState(user.name), [locale, setLocale] = useState<Locale>(user.locale);
  const save = useSend('updateMe');
  const submit = () => save.mutate({ name: name.trim(), locale }, { onSuccess: () => { setLang(locale); message.success(t('saved')); void refresh(); } });
  return (
    <form className="form" onSubmit={(e) => { e.preventDefault(); submit(); }}>
      <Field label={t('email')}><Input value={user.email} readOnly variant="filled" autoComplete="username" /></Field>
      <Field label={t('name')}><Input value={name} maxLength={100} autoComplete="name" onChange={(e) => setName(e.target.value)} /></Field>
      <div className="field"><span className="field-label" id="account-lang">{t('language')}</span><div><Segmented aria-labelledby="account-lang" value={locale} onChange={setLocale} options={[{ value: 'zh', label: '中文' }, { value: 'en', label: 'English' }]} /></div></div>
      {save.isError && <Problem inline error={save.error} />}
      <div className="form-row"><Button type="primary" htmlType="submit" loading={save.isPending}>{t('save')}</Button></div>
    </form>
  );
}
