import { MenuFoldOutlined, MenuUnfoldOutlined } from '@/theme/icons';
import { Tooltip } from 'antd';
import { Link, useLocation } from 'wouter';
import { useWorkspace, atLeast } from '@/hooks/workspace';
import { usePick, useStrings } from '@/i18n/lang';
import { groups, navPages, type PageEntry } from '@/pages';
import { Logo } from './Logo';
import { strings } from './strings';
import './Sider.css';

/** A page is current on its own path and below it, unless a listed page fits better. */
export function isCurrent(entry: PageEntry, path: string, listed: readonly PageEntry[]): boolean {
  const covers = (p: string) => (p === '/' ? path === '/' : path === p || path.startsWith(`${p}/`));
  return covers(entry.path) && !listed.some((o) => o.path.length > entry.path.length && covers(o.path));
}

export function Sider({ collapsed, sheet, onCollapse, onNavigate }: { collapsed: boolean; /** In the phone's sheet: as wide as that. */ sheet?: boolean; onCollapse?: () => void; onNavigate?: () => void }) {
  const t = useStrings(strings), pick = usePick();
  const [path] = useLocation();
  const { role } = useWorkspace();
  const shown = groups.map((g) => ({ ...g, items: navPages(g.id).filter((e) => !e.role || atLeast(role, e.role)) })).filter((g) => g.items.length > 0);
  const all = shown.flatMap((g) => g.items);
  const fold = t(collapsed ? 'expand' : 'collapse');
  return (
    <nav className={`sider ${collapsed ? 'sider-collapsed' : ''} ${sheet ? 'sider-sheet' : ''}`} aria-label={t('nav')}>
      <Link href="/" className="sider-brand" onClick={onNavigate}><Logo size={28} />{!collapsed && <span>Shoal<i lang="zh-CN">鱼群</i></span>}</Link>
      <div className="sider-groups">
        {shown.map((g) => (
          <section key={g.id} aria-label={g.title ? pick(g.title) : undefined}>
            {g.title && <h2 className={collapsed ? 'visually-hidden' : ''}>{pick(g.title)}</h2>}
            <ul>
              {g.items.map((e) => {
                const Icon = e.nav!.icon;
                const link = (
                  <Link href={e.path} className="sider-item" aria-current={isCurrent(e, path, all) ? 'page' : undefined} onClick={onNavigate} aria-label={collapsed ? pick(e.title) : undefined}>
                    <span className="sider-icon" aria-hidden="true"><Icon /></span>{!collapsed && <span className="sider-text">{pick(e.title)}</span>}
                  </Link>
                );
                return <li key={e.id}>{collapsed ? <Tooltip title={pick(e.title)} placement="right">{link}</Tooltip> : link}</li>;
              })}
            </ul>
          </section>
        ))}
      </div>
      {onCollapse && <Tooltip title={collapsed ? fold : ''} placement="right"><button type="button" className="sider-fold" onClick={onCollapse} aria-label={fold}>{collapsed ? <MenuUnfoldOutlined /> : <><MenuFoldOutlined /><span>{fold}</span></>}</button></Tooltip>}
    </nav>
  );
}
