import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  allOf: { zh: '以下全部', en: 'All of these' },
  anyOf: { zh: '以下任一', en: 'Any of these' },
  notThis: { zh: '并非', en: 'Not' },
  holds: { zh: '满足', en: 'holds' },
  holdsNot: { zh: '不满足', en: 'does not hold' },
  actual: { zh: '实际：', en: 'Actually: ' },
});
