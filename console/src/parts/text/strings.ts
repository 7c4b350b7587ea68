import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  yours: { zh: '你所在地', en: 'Your time' },
  up: { zh: '上升', en: 'up' }, down: { zh: '下降', en: 'down' }, flat: { zh: '持平', en: 'no change' }, noBase: { zh: '没有可比的上期', en: 'Nothing to compare with' },
  copy: { zh: '复制', en: 'Copy' }, copied: { zh: '已复制', en: 'Copied' }, copyFailed: { zh: '浏览器不允许复制，请手动选择', en: 'The browser refused; select it by hand' },
  asOf: { zh: '截至 {time}', en: 'As of {time}' }, asOfHelp: { zh: '本页所有数字取自同一个快照（LSN {lsn}）', en: 'Every number on this page comes from one snapshot (LSN {lsn})' }, refresh: { zh: '刷新', en: 'Refresh' },
  readsAs: { zh: '读作', en: 'Reads as' },
});
