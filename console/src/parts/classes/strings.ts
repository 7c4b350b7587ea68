import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  class: { zh: '分层', en: 'Class' }, people: { zh: '人数', en: 'People' }, share: { zh: '占比', en: 'Share' }, change: { zh: '较上期', en: 'Change' }, revenue: { zh: '金额', en: 'Revenue' },
  bar: { zh: '{title}构成', en: 'Make-up of {title}' },
});
