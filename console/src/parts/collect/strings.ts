import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  unknownKey: { zh: '已删除的密钥', en: 'A key that is no more' },
  revokedKey: { zh: '{title}（已吊销）', en: '{title} (revoked)' },
  anyKey: { zh: '全部密钥', en: 'Any key' },
});
