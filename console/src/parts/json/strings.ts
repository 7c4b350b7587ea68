import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  rest: { zh: '只显示前 {n} 行。', en: 'Only the first {n} lines are shown.' },
  marked: { zh: '问题所在', en: 'The problem is here' },
});
