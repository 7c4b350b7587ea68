import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  nextRow: { zh: '下一行', en: 'Next row' }, previousRow: { zh: '上一行', en: 'Previous row' }, openRow: { zh: '打开所在行', en: 'Open the row' },
  sortAsc: { zh: '按「{title}」升序', en: 'Sort by {title}, ascending' }, sortDesc: { zh: '按「{title}」降序', en: 'Sort by {title}, descending' },
  selectAll: { zh: '全选', en: 'Select all' }, select: { zh: '选择 {row}', en: 'Select {row}' }, more: { zh: '加载更多', en: 'Load more' },
  empty: { zh: '没有内容', en: 'Nothing here' }, selectRow: { zh: '选择所在行', en: 'Select the row' },
});
