import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { clearLinkSession, isLinkSession } from '@/pages/login/linkSession';
import { strings } from './strings';

const PASSWORD_MIN = 10;

export function PasswordForm({ email }: { email: string }) {
  const t = useStrings(strings);
  const { message } = App.useApp();
  const [byLink, setByLink] = useState(isLinkSession);
  const [current, setCurrent] = useState(''), [next, setNext] = useState(''), [tried, setTried] = useState(false);
  const change = useSend('changePassword', ['listSessions']);
  const submit = () => {
    setTried(true);
    if ([...next].length < PASSWORD_MIN || (!byLink && !current)) return;
    change.mutate({ new: next, ...(byLink ? {} : { current }) }, {
      onSuccess: () => { setCurrent(''); setNext(''); setTried(false); clearLinkSession(); setByLink(false); message.success(t('changed')); },
    });
  };
  return (
    <form className="form" onSubmit={(e) => { e.preventDefault(); submit(); }} noValidate>
      <input type="text" value={email} readOnly autoComplete="username" hidden />
      {byLink ? <p className="form-lead">{t('byLink')}</p> : <Field label={t('current')} error={tried && !current && t('currentMissing')}><Input.Password value={current} autoComplete="current-password" onChange={(e) => setCurrent(e.target.value)} /></Field>}
      <Field label={t('next')} help={t('passwordHelp')} error={tried && [...next].length < PASSWORD_MIN && t('tooShort')}><Input.Password value={next} autoComplete="new-password" onChange={(e) => setNext(e.target.value)} /></Field>
      {change.isError && <Problem inline error={change.error} />}
      <div className="form-row"><Button htmlType="submit" loading={change.isPending}>{t(byLink ? 'set' : 'change')}</Button></div>
    </form>
  );
}
