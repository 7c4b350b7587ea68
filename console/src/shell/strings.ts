import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  skip: { zh: '跳到正文', en: 'Skip to content' }, nav: { zh: '主导航', en: 'Main navigation' }, menu: { zh: '菜单', en: 'Menu' },
  collapse: { zh: '收起导航', en: 'Collapse navigation' }, expand: { zh: '展开导航', en: 'Expand navigation' },
  workspace: { zh: '工作区', en: 'Workspace' }, newWorkspace: { zh: '新建工作区', en: 'New workspace' },
  search: { zh: '搜索或跳转', en: 'Search or go to' }, palette: { zh: '命令面板', en: 'Command palette' },
  palettePlaceholder: { zh: '页面、分群、分层、用户编号、手机号…', en: 'Pages, segments, classifications, a person’s id or phone…' },
  noResult: { zh: '没有找到「{q}」', en: 'Nothing found for “{q}”' }, searching: { zh: '正在查找用户', en: 'Looking for people' },
  pages: { zh: '页面', en: 'Pages' }, commands: { zh: '操作', en: 'Commands' }, segments: { zh: '分群', en: 'Segments' }, classes: { zh: '分层', en: 'Classifications' }, people: { zh: '用户', en: 'People' },
  shortcuts: { zh: '键盘快捷键', en: 'Keyboard shortcuts' }, go: { zh: '跳转', en: 'Go to' }, thisPage: { zh: '本页', en: 'This page' }, general: { zh: '通用', en: 'Everywhere' }, then: { zh: '然后', en: 'then' },
  zone: { zh: '所有日期按工作区时区 {zone}', en: 'All dates are in the workspace’s zone, {zone}' },
  theme: { zh: '外观', en: 'Theme' }, light: { zh: '浅色', en: 'Light' }, dark: { zh: '深色', en: 'Dark' }, system: { zh: '跟随系统', en: 'System' }, toggleTheme: { zh: '切换深浅外观', en: 'Switch light and dark' },
  language: { zh: '语言', en: 'Language' }, switchLang: { zh: '切换到 English', en: 'Switch to 中文' }, otherLang: { zh: 'EN', en: '中' },
  account: { zh: '我的账号', en: 'My account' }, signOut: { zh: '退出登录', en: 'Sign out' }, userMenu: { zh: '用户菜单', en: 'User menu' },
  tasks: { zh: '任务中心', en: 'Tasks' }, tasksRunning: { zh: '任务中心，{n} 个进行中', en: 'Tasks, {n} running' }, noTasks: { zh: '还没有任务。导入、导出和长时间的提问会出现在这里。', en: 'No tasks yet. Imports, exports and long questions show up here.' },
  leave: { zh: '可以离开此页，任务会继续。', en: 'You can leave the page; tasks go on.' }, download: { zh: '下载 {name}', en: 'Download {name}' }, cancel: { zh: '取消', en: 'Cancel' }, retry: { zh: '重新运行', en: 'Run again' },
  queued: { zh: '排队中', en: 'Queued' }, running: { zh: '进行中', en: 'Running' }, done: { zh: '完成', en: 'Done' }, failed: { zh: '失败', en: 'Failed' }, canceled: { zh: '已取消', en: 'Cancelled' },
  jobDone: { zh: '{title}：完成', en: '{title}: done' }, jobFailed: { zh: '{title}：失败', en: '{title}: failed' }, viewTasks: { zh: '查看', en: 'View' },
  offline: { zh: '实时更新已断开，正在重连', en: 'Live updates are cut off; reconnecting' }, 
  noWorkspaces: { zh: '还没有可用的工作区', en: 'No workspace to show' }, noWorkspacesHelp: { zh: '请管理员邀请你加入一个工作区。', en: 'Ask an administrator to invite you to one.' },
  noWorkspacesCreate: { zh: '一个工作区对应一个品牌：它有自己的用户、时区和货币。', en: 'A workspace is one brand, with its own people, time zone and currency.' },
  unknownWorkspace: { zh: '没有名为「{slug}」的工作区，或你没有权限', en: 'There is no workspace “{slug}”, or it is not open to you' },
});
