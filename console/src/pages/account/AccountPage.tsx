import type { PageProps } from '@/pages';
import { useMe } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Card } from '@/parts/page/Card';
import { Page } from '@/parts/page/Page';
import { PasswordForm } from './PasswordForm';
import { ProfileForm } from './ProfileForm';
import { Sessions } from './Sessions';
import { strings } from './strings';

export default function AccountPage(_: PageProps) {
  const t = useStrings(strings);
  const { user } = useMe();
  if (!user) return <Page title={t('title')}><EmptyState kind="nothing" title={t('byKey')} /></Page>;
  return (
    <Page title={t('title')} narrow>
      <Card title={t('profile')}><ProfileForm user={user} /></Card>
      <Card title={t('password')}><PasswordForm email={user.email} /></Card>
      <Card title={t('sessions')} help={t('sessionsHelp')} flush><Sessions /></Card>
    </Page>
  );
}
