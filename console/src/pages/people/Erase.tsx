import { App, Input } from 'antd';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { useApi, useSend } from '@/api/hooks';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { Field } from '@/parts/fields/Field';
import { Money } from '@/parts/text/Money';
import { Time } from '@/parts/text/Time';
import { DeleteOutlined } from '@/theme/icons';
import { strings } from './strings';

/** Erases the person: what goes is shown first, and their id has to be typed. */
export function Erase({ id, name }: { id: string; name: string }) {
  const t = useStrings(strings), f = useFormat();
  const may = useCan('admin');
  const { modal } = App.useApp();
  const [, go] = useLocation();
  const [open, setOpen] = useState(false);
  const [typed, type] = useState('');
  const reach = useApi('personEraseReach', { id }, { enabled: open, fresh: 0, live: false, keep: false });
  const erase = useSend('erasePerson', ['listPeople', 'searchPeople', 'getOverview', 'listSegments', 'getWorkspace', 'getCare']);
  const close = () => { setOpen(false); type(''); erase.reset(); };
  const send = () => erase.mutate({ id }, {
    onSuccess: (done) => {
      close();
      go('/people');
      modal.success({ title: t('erased'), content: <ul className="person-erased"><li>{t('erasedNow', { n: done.identities })}</li>{done.files > 0 && <li>{t('erasedFiles', { n: done.files })}</li>}<li>{t('eraseDisk')}</li></ul>, okText: t('eraseDone') });
    },
  });
  const r = reach.data;
  return (
    <>
      <ActionButton danger icon={<DeleteOutlined />} reason={!may && t('eraseAdmin')} onClick={() => setOpen(true)}>{t('erase')}</ActionButton>
      <ConfirmReach open={open} danger title={t('eraseTitle', { who: name })} confirm={t('eraseConfirm')} busy={erase.isPending} blocked={!r || typed.trim() !== id} error={erase.error ?? reach.error} onConfirm={send} onCancel={close}
        field={r && <Field label={t('eraseType', { id })}><Input value={typed} autoComplete="off" onChange={(e) => type(e.target.value)} /></Field>}
        consequences={!r ? [t('eraseCounting')] : [
          t('eraseIdentities', { n: r.identities }),
          <>{t('eraseEvents', { n: r.events, changes: f.count(r.changes) })}{r.first_event_at && <> · <Time v={r.first_event_at} as="day" /> – <Time v={r.last_event_at} as="day" /></>}</>,
          ...(r.orders > 0 ? [<span key="orders">{t.node('eraseOrders', { n: r.orders, amount: <Money key="m" v={r.amount} /> })}</span>] : []),
          t('eraseFiles'), t('eraseLists'), t('eraseNew'), t('eraseDisk'),
        ]} />
    </>
  );
}
