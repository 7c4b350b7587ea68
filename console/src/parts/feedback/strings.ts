import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  retry: { zh: '重试', en: 'Try again' }, requestId: { zh: '请求编号', en: 'Request' }, cancel: { zh: '取消', en: 'Cancel' },
  loading: { zh: '正在加载', en: 'Loading' }, elapsed: { zh: '已用 {s}', en: '{s} so far' }, canceled: { zh: '已取消', en: 'Cancelled' }, canceledHelp: { zh: '这次提问已取消，可以再试一次。', en: 'The question was cancelled; ask again if you like.' },
  unreachable: { zh: '连不上服务器', en: 'The server cannot be reached' },
  unreachableHint: { zh: '检查网络，或确认 shoal serve 正在运行，然后重试。', en: 'Check the network, or that shoal serve is running, then try again.' },
  moved: { zh: '数据已变化，这份名单已经不是最新的', en: 'The list has moved on' },
  movedHint: { zh: '翻页时的那一刻没有再保留，后面的页接不上了。', en: 'The moment it showed is no longer kept, so its next page cannot follow.' }, fromFirst: { zh: '从第一页重新加载', en: 'Load from the first page' },
  maskedHint: { zh: '你的角色看到的个人信息是打码的；用它提问，就能从人数里逐位试出内容。可改用他人保存的分群，或请管理员给你「分析师」角色。', en: 'Your role sees personal data masked, and counts would tell it letter by letter. Use a segment that someone else saved, or ask an admin for the role “Analyst”.' },
  failed: { zh: '出错了', en: 'Something went wrong' }, place: { zh: '第 {line} 行第 {column} 列', en: 'line {line}, column {column}' },
  crashed: { zh: '这个页面出错了', en: 'This page failed' }, crashedHint: { zh: '重新加载页面；如果再次出现，请把下面的信息发给管理员。', en: 'Reload it; if it fails again, send the text below to your administrator.' }, reload: { zh: '重新加载', en: 'Reload' },
  newVersion: { zh: '控制台已更新，请重新加载页面。', en: 'The console has been updated; reload the page.' },
  noPermission: { zh: '没有权限', en: 'Not permitted' }, noPermissionHelp: { zh: '这里需要「{role}」角色。请联系工作区管理员。', en: 'This needs the role “{role}”. Ask an admin of this workspace.' },
  noData: { zh: '还没有数据', en: 'No data yet' }, narrow: { zh: '没有符合条件的结果', en: 'Nothing matches' }, clear: { zh: '清除条件', en: 'Clear filters' },
  confirmType: { zh: '人数超过 10 万或占全部的 20%：请输入 {n} 确认', en: 'More than 100,000 people or 20% of everyone: type {n} to confirm' },
  reach: { zh: '影响 {n} 人', en: 'Reaches {n} {n|person|people}' }, reachShare: { zh: '占全部 {everyone} 人的 {share}', en: '{share} of all {everyone}' }, counting: { zh: '正在计算影响人数', en: 'Counting who is reached' },
});
