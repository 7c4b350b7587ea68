import { App, Drawer } from 'antd';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { useLocation } from 'wouter';
import { useLive } from '@/api/live';
import { listenToKeys } from '@/commands/keys';
import { useCommand } from '@/commands/registry';
import { usePhone } from '@/hooks/useMedia';
import { useWorkspace } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { AudienceDrawer } from '@/parts/people/AudienceDrawer';
import { useTheme } from '@/theme/ThemeProvider';
import { GoCommands } from './GoCommands';
import { Sider } from './Sider';
import { strings } from './strings';
import { TopBar } from './TopBar';
import { showPanel, usePanel } from './ui';
import { useSignOut } from './useSignOut';
import './Shell.css';

const Palette = lazy(() => import('./Palette'));
const Shortcuts = lazy(() => import('./Shortcuts'));
const Tasks = lazy(() => import('./Tasks'));
const FOLDED = 'shoal.sider';

/** Frame of every page within a workspace. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useStrings(strings), pick = usePick();
  const { slug } = useWorkspace();
  const phone = usePhone();
  const panel = usePanel();
  const { notification } = App.useApp();
  const { isDark, setChoice } = useTheme();
  const [path] = useLocation();
  const signOut = useSignOut();
  const [folded, setFolded] = useState(() => { try { return localStorage.getItem(FOLDED) === '1'; } catch { return false; } });
  const fold = () => setFolded((v) => {
    try { localStorage.setItem(FOLDED, v ? '0' : '1'); } catch { /* storage refused: kept for this page */ }
    return !v;
  });

  useEffect(listenToKeys, []);
  useEffect(() => () => showPanel(null), [slug]);
  useLive(slug, (job) => {
    const done = job.status === 'done';
    notification[done ? 'success' : 'error']({ key: job.id, title: t(done ? 'jobDone' : 'jobFailed', { title: pick(job.title) }), description: job.problem?.detail, onClick: () => { notification.destroy(job.id); showPanel('tasks'); } });
  });
  useCommand({ id: 'palette', title: t('palette'), group: 'general', keys: 'mod+k', inFields: true, keyOnly: true, run: () => showPanel(panel === 'palette' ? null : 'palette') });
  useCommand({ id: 'search', title: t('search'), group: 'general', keys: '/', keyOnly: true, run: () => showPanel('palette') });
  useCommand({ id: 'shortcuts', title: t('shortcuts'), group: 'general', keys: '?', run: () => showPanel('shortcuts') });
  useCommand({ id: 'tasks', title: t('tasks'), group: 'general', keys: 'g t', run: () => showPanel('tasks') });
  useCommand({ id: 'theme', title: t('toggleTheme'), group: 'general', run: () => setChoice(isDark ? 'light' : 'dark') });
  useCommand({ id: 'signout', title: t('signOut'), group: 'general', run: signOut });

  return (
    <div className="shell">
      <a className="skip" href="#main" onClick={(e) => { e.preventDefault(); document.getElementById('main')?.focus(); }}>{t('skip')}</a>
      {!phone && <Sider collapsed={folded} onCollapse={fold} />}
      <div className="shell-right">
        <TopBar />
        <main id="main" tabIndex={-1} key={slug}>{children}</main>
      </div>
      {phone && <Drawer open={panel === 'menu'} placement="left" size={248} closable={false} onClose={() => showPanel(null)} styles={{ body: { padding: 0 } }} aria-label={t('menu')}><Sider collapsed={false} sheet onNavigate={() => showPanel(null)} /></Drawer>}
      <GoCommands />
      <AudienceDrawer key={path} />
      <Suspense>
        {panel === 'palette' && <Palette />}
        {panel === 'shortcuts' && <Shortcuts />}
        {panel === 'tasks' && <Tasks />}
      </Suspense>
    </div>
  );
}
