import { BgColorsOutlined, CheckOutlined, DesktopOutlined, LogoutOutlined, MenuOutlined, MoonOutlined, PlusOutlined, SearchOutlined, SunOutlined, SwapOutlined, UserOutlined } from '@/theme/icons';
import { Button, Dropdown, Tooltip, type MenuProps } from 'antd';
import { useLocation } from 'wouter';
import { useSend } from '@/api/hooks';
import { keyCaps } from '@/commands/keys';
import { useMe, useWorkspace } from '@/hooks/workspace';
import { usePhone } from '@/hooks/useMedia';
import { useFormat } from '@/i18n/useFormat';
import { useLang, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { useTheme } from '@/theme/ThemeProvider';
import { strings } from './strings';
import { TaskButton } from './TaskButton';
import { showPanel } from './ui';
import { useSignOut } from './useSignOut';
import './TopBar.css';

const icons = { light: <SunOutlined />, dark: <MoonOutlined />, system: <DesktopOutlined /> };

export function TopBar() {
  const t = useStrings(strings), role = useStrings(roleNames), f = useFormat();
  const me = useMe(), w = useWorkspace();
  const phone = usePhone();
  const { choice, setChoice, isDark } = useTheme();
  const { lang, setLang } = useLang();
  const [, go] = useLocation();
  const signOut = useSignOut();
  const saveLang = useSend('updateMe');
  const switchLang = () => {
    const next = lang === 'zh' ? 'en' : 'zh';
    setLang(next);
    if (me.actor === 'user') saveLang.mutate({ locale: next });
  };
  const workspaces: MenuProps['items'] = [
    ...me.workspaces.map((x) => ({ key: x.slug, label: <span className="topbar-ws">{x.title || x.slug}<small>{x.currency} · {f.zone === x.zone ? f.zoneLabel() : x.zone}</small></span>, icon: x.slug === w.slug ? <CheckOutlined /> : <span className="topbar-nocheck" /> })),
    ...(me.may_create_workspaces ? [{ type: 'divider' as const }, { key: '+', label: t('newWorkspace'), icon: <PlusOutlined /> }] : []),
  ];
  const themes = (['light', 'dark', 'system'] as const).map((k) => ({ key: k, label: t(k), icon: icons[k] }));
  const user: MenuProps['items'] = [
    { key: 'who', type: 'group', label: <span className="topbar-who"><b>{me.user?.name || me.user?.email}</b><small>{me.user?.email}</small><small>{w.title || w.slug} · {role(w.role)}</small></span> },
    { type: 'divider' },
    { key: 'account', label: t('account'), icon: <UserOutlined /> },
    ...(phone ? [{ key: 'lang', label: t('switchLang'), icon: <SwapOutlined /> }, { key: 'theme', label: t('theme'), icon: <BgColorsOutlined />, children: themes }] : []),
    { key: 'out', label: t('signOut'), icon: <LogoutOutlined /> },
  ];
  const chooseUser: MenuProps['onClick'] = ({ key }) => {
    if (key === 'account') go('/account');
    else if (key === 'lang') switchLang();
    else if (key === 'out') signOut();
    else if (key === 'light' || key === 'dark' || key === 'system') setChoice(key);
  };
  return (
    <header className="topbar">
      {phone && <Button type="text" icon={<MenuOutlined />} aria-label={t('menu')} onClick={() => showPanel('menu')} />}
      <Dropdown trigger={['click']} menu={{ items: workspaces, onClick: ({ key }) => go(key === '+' ? '~/workspaces/new' : `~/w/${key}/`) }}>
        <Button type="text" className="topbar-workspace" aria-label={`${t('workspace')}: ${w.title || w.slug}`}><span>{w.title || w.slug}</span><i aria-hidden="true">▾</i></Button>
      </Dropdown>
      <button type="button" className="topbar-search" onClick={() => showPanel('palette')} {...(phone ? { 'aria-label': t('search') } : {})}>
        <SearchOutlined aria-hidden /><span>{t('search')}</span><span className="topbar-keys" aria-hidden="true">{keyCaps('mod+k').map((k) => <kbd key={k}>{k}</kbd>)}</span>
      </button>
      <div className="topbar-end">
        <TaskButton />
        {!phone && <Tooltip title={t('zone', { zone: w.zone })}><span className="topbar-zone num" tabIndex={0}>{f.zoneLabel()}</span></Tooltip>}
        {!phone && <Tooltip title={t('switchLang')}><Button type="text" className="topbar-lang" aria-label={`${t('otherLang')} ${t('switchLang')}`} onClick={switchLang}>{t('otherLang')}</Button></Tooltip>}
        {!phone && <Dropdown trigger={['click']} menu={{ items: themes, selectedKeys: [choice], selectable: true, onClick: ({ key }) => setChoice(key as typeof choice) }}>
          <Button type="text" aria-label={`${t('theme')}: ${t(choice)}`} icon={isDark ? <MoonOutlined /> : <SunOutlined />} />
        </Dropdown>}
        <Dropdown trigger={['click']} menu={{ items: user, onClick: chooseUser }}>
          <button type="button" className="topbar-user" aria-label={t('userMenu')}>{[...(me.user?.name || me.user?.email || '?')][0]?.toUpperCase()}</button>
        </Dropdown>
      </div>
    </header>
  );
}
