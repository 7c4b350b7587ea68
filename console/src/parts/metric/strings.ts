import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({ previous: { zh: '上期 {v}', en: 'Before: {v}' } });
