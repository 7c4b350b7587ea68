import { Input } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { strings } from './strings';

export interface Made { id: string; secret: string }

/** A write key of the kind that the chosen platform needs, with that kind's own settings. */
export default function KeyForm({ kind, title: begin, onDone, onClose }: { kind: 'browser' | 'server'; title: string; onDone: (m: Made) => void; onClose: () => void }) {
  const t = useStrings(strings);
  const [title, setTitle] = useState(begin), [tried, setTried] = useState(false);
  const create = useSend('createWriteKey', ['listWriteKeys']);
  const submit = () => {
    setTried(true);
    if (title.trim()) create.mutate({ title: title.trim(), kind }, { onSuccess: (r) => onDone({ id: r.key.id, secret: r.secret }) });
  };
  return (
    <FormModal holds={title} title={t('newKey')} submit={t('newKey')} busy={create.isPending} error={create.error} onSubmit={submit} onClose={onClose}>
      <p className="muted">{t(kind === 'browser' ? 'browserHelp' : 'serverHelp')}</p>
      <Field label={t('keyTitle')} help={t('keyTitleHelp')} error={tried && !title.trim() && t('keyTitleMissing')}><Input maxLength={100} value={title} onChange={(e) => setTitle(e.target.value)} /></Field>
    </FormModal>
  );
}
