import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  leave: { zh: '还有未保存的修改', en: 'There are unsaved changes' }, leaveText: { zh: '离开之后，修改会作为草稿留在这个浏览器里，下次打开时恢复。', en: 'They stay in this browser as a draft and are back when you open this again.' },
  leaveLost: { zh: '离开之后，这些修改不会保留。', en: 'They are lost when you leave.' },
  leaveGo: { zh: '离开，保留草稿', en: 'Leave, keep the draft' }, leaveDrop: { zh: '离开，丢弃修改', en: 'Leave, drop the changes' }, stay: { zh: '留下', en: 'Stay' },
});
