import { defineStrings } from '@/i18n/define';

/** Accounts that are nobody's: the other side of what people have. */
export const systemNames = defineStrings({
  issued: { zh: '系统：发放', en: 'System: issued' },
  spent: { zh: '系统：使用', en: 'System: spent' },
  expired: { zh: '系统：过期', en: 'System: expired' },
  shortfall: { zh: '系统：追回缺口', en: 'System: shortfall' },
  adjusted: { zh: '系统：调整', en: 'System: adjusted' },
});
