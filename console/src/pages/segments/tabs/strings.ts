import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  history: { zh: '人数与进出', en: 'Size, entries and exits' }, historyHelp: { zh: '按当时看到的记录，不会因为规则改动而重算。', en: 'As it was seen then; a changed rule does not change it.' }, lookNow: { zh: '立即更新', en: 'Look now' }, notLooked: { zh: '还没有记录', en: 'Nothing recorded yet' },
  day: { zh: '日期', en: 'Day' }, size: { zh: '人数', en: 'People' }, entered: { zh: '进入', en: 'Entered' }, exited: { zh: '离开', en: 'Left' },
  moves: { zh: '谁进入，谁离开', en: 'Who entered, who left' }, nobodyMoved: { zh: '没有人进出', en: 'Nobody entered or left' }, when: { zh: '时间', en: 'When' }, what: { zh: '变化', en: 'Change' }, who: { zh: '用户', en: 'Person' }, version: { zh: '版本', en: 'Version' }, erased: { zh: '（已删除）', en: '(erased)' },
  cause: { zh: '原因', en: 'Cause' }, all: { zh: '全部原因', en: 'All causes' },
  event: { zh: '行为', en: 'Event' }, time: { zh: '时间', en: 'Time' }, late: { zh: '迟到数据', en: 'Late data' }, definition: { zh: '规则改动', en: 'Rule changed' }, identity: { zh: '身份变化', en: 'Identity' }, baseline: { zh: '首次统计', en: 'First look' },
  eventHelp: { zh: '此人刚刚做了什么，或属性有变化', en: 'Something the person just did, or an attribute that changed' }, timeHelp: { zh: '只是时间过去了', en: 'Only time passed' }, lateHelp: { zh: '一小时以前的数据才到，或来自导入', en: 'Rows that came more than an hour late, or an import' }, definitionHelp: { zh: '分群或它引用的内容被修改', en: 'The segment, or what it refers to, was changed' }, identityHelp: { zh: '合并、拆分或删除', en: 'Merged, taken apart or erased' }, baselineHelp: { zh: '第一次统计时就在其中', en: 'Was in it when first looked at' },
});
