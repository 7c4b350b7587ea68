import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  holds: { zh: '满足', en: 'holds' },
  fails: { zh: '不满足', en: 'does not hold' },
  all: { zh: '以下全部满足', en: 'All of these hold' },
  any: { zh: '以下任一满足', en: 'Any of these holds' },
  not: { zh: '以下不成立', en: 'This does not hold' },
  actual: { zh: '实际：', en: 'Actually: ' },
  tree: { zh: '逐条原因', en: 'Reason by reason' },
});
