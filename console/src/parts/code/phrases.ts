/** What CodeMirror itself says, in Chinese; its own words are English. */
export const phrases: Record<string, string> = {
  'Control character': '控制字符', 'Selection deleted': '已删除所选', Completions: '补全建议', Diagnostics: '问题', 'No diagnostics': '没有问题', 'No matches': '没有匹配',
  close: '关闭', 'current match': '当前匹配', 'Folded lines': '已折叠的行', 'Unfolded lines': '已展开的行', to: '到', 'folded code': '已折叠的代码', unfold: '展开', 'Fold line': '折叠此行', 'Unfold line': '展开此行',
};
