import { Redirect } from 'wouter';
import { useMe } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Button } from 'antd';
import { lastWorkspace } from './last';
import { Plain } from './Plain';
import { strings } from './strings';
import { useSignOut } from './useSignOut';

/** The address without a workspace: on to the one last used, or what to do without any. */
export default function Home() {
  const me = useMe(), t = useStrings(strings);
  const signOut = useSignOut();
  const w = me.workspaces.find((x) => x.slug === lastWorkspace()) ?? me.workspaces[0];
  if (w) return <Redirect to={`/w/${w.slug}/`} replace />;
  return (
    <Plain>
      <EmptyState kind="nothing" title={t('noWorkspaces')} help={t(me.may_create_workspaces ? 'noWorkspacesCreate' : 'noWorkspacesHelp')}
        action={me.may_create_workspaces ? <Button type="primary" href="/workspaces/new">{t('newWorkspace')}</Button> : <Button onClick={signOut}>{t('signOut')}</Button>} />
    </Plain>
  );
}
