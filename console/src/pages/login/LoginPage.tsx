import { Button, Input } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { ApiError } from '@/api/error';
import { ops } from '@/api/ops';
import { useBegin } from '@/api/session';
import type { Me } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { LangSwitch } from '@/shell/LangSwitch';
import { Logo } from '@/shell/Logo';
import { Problem } from '@/parts/feedback/Problem';
import { Fish } from './Fish';
import { nextPath, takeToken } from './next';
import { strings } from './strings';
import { markLinkSession } from './linkSession';
import { useCountdown } from './useCountdown';
import './LoginPage.css';

type State = { kind: 'idle' } | { kind: 'busy' } | { kind: 'link' } | { kind: 'failed'; error: ApiError; byLink: boolean };

export default function LoginPage() {
  const t = useStrings(strings);
  const begin = useBegin();
  const [, go] = useLocation();
  const search = useSearch();
  const [email, setEmail] = useState(''), [password, setPassword] = useState(''), [tried, setTried] = useState(false);
  const token = useRef<string | null | undefined>(undefined);
  if (token.current === undefined) token.current = takeToken();
  const [state, set] = useState<State>({ kind: token.current ? 'link' : 'idle' });
  const wait = useCountdown(state.kind === 'failed' ? state.error.retryAfter : undefined, state);

  const enter = (me: Me) => { begin(me); go(nextPath(search), { replace: true }); };
  useEffect(() => { document.title = `${t('title')} · Shoal`; }, [t]);
  useEffect(() => {
    const once = token.current;
    if (!once) return;
    token.current = null;
    ops.loginWithLink({ token: once }).then((me) => { markLinkSession(); enter(me); }, (error: ApiError) => set({ kind: 'failed', error, byLink: true }));
  });
  const submit = () => {
    setTried(true);
    if (!email.trim() || !password || wait > 0) return;
    set({ kind: 'busy' });
    ops.login({ email: email.trim(), password }).then(enter, (error: ApiError) => { setPassword(''); set({ kind: 'failed', error, byLink: false }); });
  };
  const failed = state.kind === 'failed' ? state : null;
  const refused = failed && (failed.error.status === 429 ? 'throttled' : failed.error.status !== 401 ? null : failed.byLink ? 'badLink' : 'wrong');

  return (
    <div className="login">
      <section className="login-side" aria-hidden="true"><Fish /><p>{t('slogan')}</p><small>{t('sloganText')}</small></section>
      <div className="login-right">
        <header><span className="login-brand"><Logo size={28} />Shoal<i lang="zh-CN">鱼群</i></span><LangSwitch /></header>
        <main>
          <form onSubmit={(e) => { e.preventDefault(); submit(); }} noValidate>
            <h1>{t('title')}</h1>
            <p className="muted">{t('lead')}</p>
            {state.kind === 'link' && <p role="status" className="login-note">{t('byLink')}…</p>}
            {failed && (refused ? (
              <div className="login-alert" role="alert">
                <strong>{t(refused)}</strong>
                <span>{refused === 'throttled' ? (wait > 0 ? t('throttledHelp', { s: wait }) : t('nowTry')) : t(refused === 'badLink' ? 'badLinkHelp' : 'wrongHelp')}</span>
              </div>
            ) : <Problem inline error={failed.error} />)}
            <label htmlFor="email">{t('email')}</label>
            <Input id="email" size="large" type="email" autoComplete="username" autoFocus value={email} status={tried && !email.trim() ? 'error' : ''} aria-invalid={tried && !email.trim()} aria-describedby="email-error" onChange={(e) => setEmail(e.target.value)} />
            <span id="email-error" className="login-error">{tried && !email.trim() ? t('needEmail') : ''}</span>
            <label htmlFor="password">{t('password')}</label>
            <Input.Password id="password" size="large" autoComplete="current-password" value={password} status={tried && !password && !failed ? 'error' : ''} aria-invalid={tried && !password} aria-describedby="password-error" onChange={(e) => setPassword(e.target.value)} />
            <span id="password-error" className="login-error">{tried && !password && !failed ? t('needPassword') : ''}</span>
            <Button type="primary" size="large" block htmlType="submit" loading={state.kind === 'busy' || state.kind === 'link'} disabled={wait > 0}>{t('submit')}</Button>
          </form>
        </main>
      </div>
    </div>
  );
}
