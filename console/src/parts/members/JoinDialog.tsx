import { App, Input, Select } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { Buy, touched } from './Acts';
import { plansOf } from './plans';
import { strings } from './strings';

const types = ['phone', 'email', 'user_id'] as const;

/** Takes somebody in who is not on screen: by any identity, with where they joined. Of paid programmes: a first term. */
export function JoinDialog({ slug, doc, id: known, onClose, onDone }: { slug: string; doc: object | undefined; /** Who, if it is clear. */ id?: string; onClose: () => void; onDone: (id: string) => void }) {
  const t = useStrings(strings), { message } = App.useApp();
  const join = useSend('joinMember', touched);
  const [who, setWho] = useState(known ?? ''), [type, setType] = useState(''), [source, setSource] = useState(''), [store, setStore] = useState(''), [staff, setStaff] = useState('');
  const [tried, setTried] = useState(false), [buying, setBuying] = useState(false);
  const id = who.trim(), paid = plansOf(doc).length > 0;
  if (paid && buying) return <Buy slug={slug} id={id} renew={false} plan="" onClose={onClose} onDone={() => onDone(id)} />;
  const submit = () => {
    setTried(true);
    if (!id) return;
    if (paid) return setBuying(true);
    const more = Object.entries({ source: source.trim() || 'console', store: store.trim(), staff: staff.trim(), type }).filter(([, v]) => v);
    join.mutate({ slug, id, ...Object.fromEntries(more) }, { onSuccess: (d) => { void (d.changed ? message.success(t('done')) : message.info(t('nothing'))); onDone(id); } });
  };
  return (
    <FormModal holds={[who, type, source, store, staff]} title={t('joinTitle')} submit={t('join')} busy={join.isPending} error={join.error} onSubmit={submit} onClose={onClose}>
      {known === undefined && <Field label={t('who')} help={t('whoHelp')} error={tried && !id && t('whoMissing')}><Input value={who} autoComplete="off" maxLength={512} onChange={(e) => setWho(e.target.value)} /></Field>}
      {!paid && <>
        {known === undefined && <Field label={t('newPerson')}><Select value={type} onChange={setType} options={[{ value: '', label: t('no') }, ...types.map((x) => ({ value: x as string, label: t(x) }))]} /></Field>}
        <Field label={t('source')}><Input value={source} placeholder="console" maxLength={60} onChange={(e) => setSource(e.target.value)} /></Field>
        <Field label={t('store')}><Input value={store} maxLength={60} onChange={(e) => setStore(e.target.value)} /></Field>
        <Field label={t('staff')}><Input value={staff} maxLength={60} onChange={(e) => setStaff(e.target.value)} /></Field>
      </>}
    </FormModal>
  );
}
