import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  editor: { zh: '规则的代码', en: 'The rule as code' }, hint: { zh: '名称可以是中文，标点全角半角都行；-- 之后是注释。按 {key} 补全。', en: 'Full-width punctuation is fine; -- begins a comment. {key} completes.' }, format: { zh: '整理格式', en: 'Tidy' },
  event: { zh: '事件', en: 'event' }, prop: { zh: '事件属性', en: 'property' }, attribute: { zh: '属性', en: 'attribute' }, segment: { zh: '分群', en: 'segment' }, classification: { zh: '分层', en: 'classification' }, className: { zh: '层级', en: 'class' }, fn: { zh: '函数', en: 'function' }, word: { zh: '关键字', en: 'word' }, window: { zh: '时间', en: 'period' }, value: { zh: '值', en: 'value' },
});

/** What CodeMirror itself says, in Chinese; its own words are English. */
export const phrases: Record<string, string> = {
  'Control character': '控制字符', 'Selection deleted': '已删除所选', Completions: '补全建议', Diagnostics: '问题', 'No diagnostics': '没有问题', 'No matches': '没有匹配',
  close: '关闭', 'current match': '当前匹配', 'Folded lines': '已折叠的行', 'Unfolded lines': '已展开的行', to: '到', 'folded code': '已折叠的代码', unfold: '展开', 'Fold line': '折叠此行', 'Unfold line': '展开此行',
};
