import { UserAddOutlined } from '@/theme/icons';
import { App, Button } from 'antd';
import { lazy, Suspense, useState } from 'react';
import type { PageProps } from '@/pages';
import { useApi, useSend } from '@/api/hooks';
import type { LoginLink, User } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { strings } from '../strings';
import { labelOf } from './label';
import { RoleGuide } from './RoleGuide';
import { UserTable } from './UserTable';

const InviteForm = lazy(() => import('./InviteForm'));
const LinkOnce = lazy(() => import('./LinkOnce'));

export default function UsersPage(_: PageProps) {
  const t = useStrings(strings);
  const { message } = App.useApp();
  const users = useApi('listUsers', {});
  const setRole = useSend('setUserRole', ['listUsers']);
  const [inviting, invite] = useState(false);
  const [link, showLink] = useState<{ link: LoginLink; who: string } | null>(null);
  const [leaving, setLeaving] = useState<User | null>(null);
  const remove = () => leaving && setRole.mutate({ id: leaving.id, role: null }, { onSuccess: () => { message.success(t('removed', { who: labelOf(leaving) })); setLeaving(null); } });
  return (
    <Page title={t('users')} lead={t('usersLead')} actions={<Button type="primary" icon={<UserAddOutlined />} onClick={() => invite(true)}>{t('invite')}</Button>}>
      <Await query={users} shape="table">
        {(d) => <Card flush><UserTable users={d.items} onLink={(u, l) => showLink({ link: l, who: labelOf(u) })} onRemove={setLeaving} /></Card>}
      </Await>
      <RoleGuide />
      <Suspense>
      {inviting && <InviteForm onClose={() => invite(false)} onDone={(user, l) => { invite(false); if (l) showLink({ link: l, who: labelOf(user) }); else message.success(t('invited', { who: labelOf(user) })); }} />}
      {link && <LinkOnce link={link.link} who={link.who} onClose={() => showLink(null)} />}
      </Suspense>
      <ConfirmReach open={leaving !== null} danger title={t('removeTitle', { who: leaving ? labelOf(leaving) : '' })} consequences={[t('removeEffect')]} confirm={t('remove')} busy={setRole.isPending} error={setRole.error} onConfirm={remove} onCancel={() => { setRole.reset(); setLeaving(null); }} />
    </Page>
  );
}
