import { Input, Select } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import type { LoginLink, Role, User } from '@/api/types';
import { atLeast, roles, useWorkspace } from '@/hooks/workspace';
import { useLang, useStrings } from '@/i18n/lang';
import { roleHelp, roleNames } from '@/i18n/strings';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { strings } from '../strings';

export default function InviteForm({ onClose, onDone }: { onClose: () => void; onDone: (user: User, link: LoginLink | null) => void }) {
  const t = useStrings(strings), name = useStrings(roleNames), help = useStrings(roleHelp);
  const { lang } = useLang();
  const w = useWorkspace();
  const [email, setEmail] = useState(''), [who, setWho] = useState(''), [role, setRole] = useState<Role>('analyst'), [tried, setTried] = useState(false);
  const invite = useSend('inviteUser', ['listUsers']);
  const good = /^[^\s@]+@[^\s@]+$/.test(email.trim());
  const submit = () => {
    setTried(true);
    if (good) invite.mutate({ email: email.trim(), role, locale: lang, ...(who.trim() ? { name: who.trim() } : {}) }, { onSuccess: (r) => onDone(r.user, r.link) });
  };
  return (
    <FormModal holds={[email, who, role]} title={t('invite')} submit={t('sendInvite')} busy={invite.isPending} error={invite.error} onSubmit={submit} onClose={onClose}>
      <Field label={t('email')} error={tried && !good && t('emailBad')}><Input type="email" value={email} onChange={(e) => setEmail(e.target.value)} /></Field>
      <Field label={t('nameOptional')}><Input value={who} maxLength={100} onChange={(e) => setWho(e.target.value)} /></Field>
      <Field label={t('role')} help={help(role)}><Select value={role} onChange={setRole} options={roles.filter((r) => atLeast(w.role, r)).map((r) => ({ value: r, label: name(r) }))} /></Field>
    </FormModal>
  );
}
