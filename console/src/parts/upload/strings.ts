import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  drop: { zh: '把文件拖到这里，或', en: 'Drop files here, or' }, dropOne: { zh: '把文件拖到这里，或', en: 'Drop a file here, or' },
  dropNow: { zh: '松开即可上传', en: 'Let go to upload' },
  choose: { zh: '选择文件', en: 'Choose files' }, chooseOne: { zh: '选择文件', en: 'Choose a file' },
});
