import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  doorTo: { zh: '查看这些人：{title}', en: 'See these people: {title}' },
  audience: { zh: '人群', en: 'People' }, nPeople: { zh: '{n} 人', en: '{n} people' }, ofEveryone: { zh: '占全部 {everyone} 人的 {share}', en: '{share} of all {everyone} people' },
  saveSegment: { zh: '存为分群', en: 'Save as segment' }, exportList: { zh: '导出', en: 'Export' }, issueCoupon: { zh: '发券', en: 'Issue coupon' }, openEditor: { zh: '在编辑器中打开', en: 'Open in editor' },
  name: { zh: '名称', en: 'Name' }, slug: { zh: '标识', en: 'Id' }, description: { zh: '说明', en: 'Description' },
  slugHelp: { zh: '小写字母开头，可含数字、_ 和 -', en: 'Starts with a lower-case letter; digits, _ and - may follow' },
  slugTaken: { zh: '这个标识已经有分群在用', en: 'A segment has this id already' },
  nameMissing: { zh: '给它起个名字', en: 'Give it a name' },
  segmentSaved: { zh: '分群「{name}」已保存', en: 'Segment “{name}” saved' }, openSegment: { zh: '打开', en: 'Open' },
  exportStarted: { zh: '导出已开始，完成后可在任务中心下载', en: 'Export started; the file will be in the task centre' },
  exportReach: { zh: '将写出 {n} 人，含个人信息；操作会记入审计日志。', en: '{n} {n|person|people} will be written, with personal data; the export goes to the audit log.' },
  person: { zh: '用户', en: 'Person' }, noOne: { zh: '没有人符合', en: 'Nobody matches' }, noOneHelp: { zh: '这个条件此刻选不到任何人。', en: 'The rule selects nobody right now.' },
  needRole: { zh: '需要「{role}」角色', en: 'Needs the role “{role}”' }, sortBy: { zh: '排序', en: 'Sort by' },
  sortRevenue: { zh: '消费金额', en: 'Revenue' }, sortOrders: { zh: '订单数', en: 'Orders' }, sortLastSeen: { zh: '最近活跃', en: 'Last seen' }, sortId: { zh: '编号', en: 'Id' },
  shown: { zh: '已显示 {shown} / {total}', en: '{shown} of {total} shown' }, masked: { zh: '个人信息已按你的角色打码', en: 'Personal data is masked for your role' },
});
