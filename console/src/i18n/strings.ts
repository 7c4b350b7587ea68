/* Words used all over the console.  `const t = useStrings(common)`. */
import { defineStrings } from './define';

export const common = defineStrings({
  save: { zh: '保存', en: 'Save' }, cancel: { zh: '取消', en: 'Cancel' }, close: { zh: '关闭', en: 'Close' }, remove: { zh: '移除', en: 'Remove' },
  create: { zh: '新建', en: 'Create' }, edit: { zh: '编辑', en: 'Edit' }, copy: { zh: '复制', en: 'Copy' }, copied: { zh: '已复制', en: 'Copied' },
  retry: { zh: '重试', en: 'Try again' }, more: { zh: '加载更多', en: 'Load more' }, all: { zh: '全部', en: 'All' }, none: { zh: '无', en: 'None' },
  loading: { zh: '正在加载', en: 'Loading' }, search: { zh: '搜索', en: 'Search' }, back: { zh: '返回', en: 'Back' }, saved: { zh: '已保存', en: 'Saved' },
  people: { zh: '人数', en: 'People' }, share: { zh: '占比', en: 'Share' }, nPeople: { zh: '{n} 人', en: '{n} {n|person|people}' },
  table: { zh: '表格', en: 'Table' }, chart: { zh: '图', en: 'Chart' }, optional: { zh: '选填', en: 'optional' },
  signedInAs: { zh: '登录身份', en: 'Signed in as' }, never: { zh: '从未', en: 'Never' },
});

export const roleNames = defineStrings({
  viewer: { zh: '查看者', en: 'Viewer' }, analyst: { zh: '分析师', en: 'Analyst' }, operator: { zh: '运营', en: 'Operator' },
  admin: { zh: '管理员', en: 'Admin' }, owner: { zh: '所有者', en: 'Owner' },
});
export const roleHelp = defineStrings({
  viewer: { zh: '看数字与图表；个人信息打码', en: 'Sees numbers and charts; personal data is masked' },
  analyst: { zh: '还能提问、看人群名单', en: 'Also asks questions and sees lists of people' },
  operator: { zh: '还能保存分群与分层、导入、导出', en: 'Also saves segments and classifications, imports and exports' },
  admin: { zh: '还能管理成员、密钥与工作区设置', en: 'Also manages people, keys and workspace settings' },
  owner: { zh: '一切，包括管理员', en: 'Everything, admins included' },
});
