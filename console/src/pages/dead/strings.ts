import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  title: { zh: '死信', en: 'Dead letters' },
  lead: { zh: '发来了但未能成为事件的消息。修正后重放，按原来的接收时间计入。', en: 'What was sent and could not become an event. Fix it and replay it: it counts as of when it came.' },
  live: { zh: '实时', en: 'Live' }, event: { zh: '事件名（客户端所用）', en: 'Event, as sent' },
  allTime: { zh: '全部时间', en: 'All of them' }, span_1h: { zh: '近 1 小时', en: 'Last hour' }, span_24h: { zh: '近 24 小时', en: 'Last 24 hours' }, span_7d: { zh: '近 7 天', en: 'Last 7 days' }, when: { zh: '接收时间', en: 'When' },
  none: { zh: '没有死信', en: 'No dead letters' }, noneHelp: { zh: '收到的消息都已成为事件。', en: 'Everything that was sent became an event.' }, narrow: { zh: '没有符合条件的死信', en: 'No dead letter like that' },
  reasons: { zh: '原因', en: 'Reasons' }, reason: { zh: '原因（最新的一封）', en: 'Reason (of the newest)' }, allReasons: { zh: '全部原因', en: 'All reasons' }, nLetters: { zh: '数量', en: 'Letters' }, nEvents: { zh: '事件', en: 'Events' }, nKeys: { zh: '密钥', en: 'Keys' }, newest: { zh: '最新', en: 'Newest' },
  letters: { zh: '{n} 封死信', en: '{n} dead {n|letter|letters}' }, keptFor: { zh: '保留 {days} 天，最多 {max}；现有 {bytes}。', en: 'Kept for {days} days, up to {max}; {bytes} now.' }, dropped: { zh: '服务启动以来有 {n} 封因过期或超限被清除。', en: '{n} {n|was|were} dropped for age or room since the server started.' },
  received: { zh: '接收时间', en: 'Received' }, problem: { zh: '问题', en: 'Problem' }, name: { zh: '事件', en: 'Event' }, noName: { zh: '（没有事件名）', en: '(no name)' }, key: { zh: '密钥', en: 'Key' }, client: { zh: '客户端', en: 'Client' }, path: { zh: '路径', en: 'Path' }, size: { zh: '大小', en: 'Size' },
  letter: { zh: '死信 {id}', en: 'Dead letter {id}' }, text: { zh: '收到的原文', en: 'As received' }, copyText: { zh: '原文', en: 'text as received' }, notJson: { zh: '不是有效的 JSON：第 {line} 行，第 {column} 列', en: 'Not JSON: line {line}, column {column}' },
  masked: { zh: '个人信息已脱敏，因此不能修改；可以原样重放。', en: 'Personal data is masked, so it cannot be edited; it can be replayed as it is.' },
  fix: { zh: '修改', en: 'Edit' }, fixReplay: { zh: '修正并重放', en: 'Fix and replay' }, replay: { zh: '原样重放', en: 'Replay as it is' }, undo: { zh: '恢复原文', en: 'Back to what came' }, editLabel: { zh: '要重放的内容', en: 'What is to be replayed' },
  replayed: { zh: '已成为事件，死信已移除', en: 'It became an event; the letter is gone' }, stillWrong: { zh: '仍未被接收，死信保留：', en: 'Still not taken; the letter stays:' },
  discard: { zh: '丢弃', en: 'Discard' }, discardTitle: { zh: '丢弃这封死信？', en: 'Discard this dead letter?' }, discardEffect: { zh: '内容被删除，不能恢复；它不会成为事件。', en: 'Its text is deleted for good; it will not become an event.' }, discarded: { zh: '已丢弃', en: 'Discarded' },
  needOperator: { zh: '需要「运营」角色', en: 'Needs the role operator' },
  replayAll: { zh: '重放这 {n} 封', en: 'Replay these {n}' }, replayAllTitle: { zh: '重放 {n} 封死信？', en: 'Replay {n} dead {n|letter|letters}?' }, replayAllEffect: { zh: '每封按原来的接收时间、以其密钥现在的权限和埋点方案重新处理。', en: 'Each is taken as if it came when it did, as its key and the tracking plans are today.' }, replayAllStay: { zh: '再次失败的会保留。', en: 'Those that fail again stay.' }, replayAllAgain: { zh: '消息编号已接收过的不会重复计入。', en: 'What came already by its message id is not counted twice.' },
  running: { zh: '已处理 {done} / {n}：{taken} 封成为事件，{left} 封保留', en: '{done} of {n} done: {taken} became events, {left} stay' }, stop: { zh: '停止', en: 'Stop' }, busy: { zh: '正在重放', en: 'A replay is under way' }, ran: { zh: '{taken} 封成为事件，{left} 封再次失败而保留', en: '{taken} became events, {left} failed again and stay' },
  discardAll: { zh: '丢弃这 {n} 封', en: 'Discard these {n}' }, discardAllTitle: { zh: '丢弃 {n} 封死信？', en: 'Discard {n} dead {n|letter|letters}?' }, nDiscarded: { zh: '已丢弃 {n} 封', en: '{n} discarded' }, filters: { zh: '条件：{what}', en: 'Those of: {what}' }, everything: { zh: '所有死信，没有任何条件', en: 'All dead letters, without any filter' }, typeCount: { zh: '输入 {n} 以确认', en: 'Type {n} to confirm' },
  close: { zh: '关闭', en: 'Close' },
});
