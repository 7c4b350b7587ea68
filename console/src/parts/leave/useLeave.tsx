/* Leaving with unsaved changes asks.  wouter navigates through history.pushState, so that is where it is caught; changes
   of the query string alone (tabs, the audience drawer) pass.  Back cannot be held up: where a draft is kept, it is said so. */
import { Button, Modal } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useStrings } from '@/i18n/lang';
import { guard } from './guard';
import { strings } from './strings';

/** `kept`: the changes stay in this browser when one leaves; else they are lost, and it says so. */
export function useLeave(dirty: boolean, onDrop: () => void, kept = true) {
  const t = useStrings(strings);
  const [going, setGoing] = useState<(() => void) | null>(null);
  const open = useRef(false);
  useEffect(() => {
    if (!dirty) return undefined;
    open.current = false; // what was let pass was the leaving of then
    const end = guard((go) => {
      if (open.current) return false;
      setGoing(() => () => { open.current = true; go(); });
      return true;
    });
    const unload = (e: BeforeUnloadEvent) => e.preventDefault();
    window.addEventListener('beforeunload', unload);
    return () => { window.removeEventListener('beforeunload', unload); end(); };
  }, [dirty]);

  const leave = (drop: boolean) => { const go = going; setGoing(null); if (drop) onDrop(); go?.(); };
  const dialog = (
    <Modal open={going !== null} title={t('leave')} onCancel={() => setGoing(null)} destroyOnHidden
      footer={[
        <Button key="drop" danger onClick={() => leave(true)}>{t('leaveDrop')}</Button>,
        <Button key="stay" {...(kept ? {} : { type: 'primary' as const, autoFocus: true })} onClick={() => setGoing(null)}>{t('stay')}</Button>,
        kept && <Button key="go" type="primary" autoFocus onClick={() => leave(false)}>{t('leaveGo')}</Button>,
      ]}>
      <p>{t(kept ? 'leaveText' : 'leaveLost')}</p>
    </Modal>
  );
  /** Lets the next navigation pass: after saving, or when asked already. */
  const pass = () => { open.current = true; };
  /** Closing what is no page (a drawer, a tab): asked likewise. */
  const ask = (go: () => void) => { if (dirty && !open.current) setGoing(() => go); else go(); };
  return { dialog, pass, ask };
}
