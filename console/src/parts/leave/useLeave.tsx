/* Leaving with unsaved changes asks.  wouter navigates through history.pushState, so that is where it is caught; changes
   of the query string alone (tabs, the audience drawer) pass.  Back cannot be held up: the draft is kept and said so. */
import { Button, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

type Push = typeof window.history.pushState;

export function useLeave(dirty: boolean, onDrop: () => void) {
  const t = useStrings(strings);
  const [going, setGoing] = useState<(() => void) | null>(null);
  const open = useRef(false);
  useEffect(() => {
    if (!dirty) return undefined;
    const own = Object.getOwnPropertyDescriptor(window.history, 'pushState');
    const push = window.history.pushState.bind(window.history) as Push;
    window.history.pushState = (data, unused, url) => {
      const to = new URL(String(url ?? ''), window.location.href);
      if (open.current || to.pathname === window.location.pathname) return push(data, unused, url);
      setGoing(() => () => { open.current = true; push(data, unused, url); });
    };
    const unload = (e: BeforeUnloadEvent) => e.preventDefault();
    window.addEventListener('beforeunload', unload);
    return () => {
      window.removeEventListener('beforeunload', unload);
      if (own) Object.defineProperty(window.history, 'pushState', own);
      else delete (window.history as { pushState?: Push }).pushState;
    };
  }, [dirty]);

  const leave = (drop: boolean) => { const go = going; setGoing(null); if (drop) onDrop(); go?.(); };
  const dialog = (
    <Modal open={going !== null} title={t('leave')} onCancel={() => setGoing(null)} destroyOnHidden
      footer={[
        <Button key="drop" danger onClick={() => leave(true)}>{t('leaveDrop')}</Button>,
        <Button key="stay" onClick={() => setGoing(null)}>{t('stay')}</Button>,
        <Button key="go" type="primary" autoFocus onClick={() => leave(false)}>{t('leaveGo')}</Button>,
      ]}>
      <p>{t('leaveText')}</p>
    </Modal>
  );
  /** Lets the next navigation pass: after saving, or when asked already. */
  const pass = () => { open.current = true; };
  return { dialog, pass };
}
