import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  title: { zh: '导入 {file}', en: 'Import {file}' }, loadingTitle: { zh: '导入', en: 'Import' },
  steps: { zh: '导入步骤', en: 'Steps' },
  upload: { zh: '上传', en: 'Upload' }, map: { zh: '对应字段', en: 'Map fields' }, check: { zh: '校验', en: 'Check' }, impact: { zh: '影响', en: 'Impact' }, run: { zh: '执行', en: 'Import' },
  next: { zh: '下一步：{step}', en: 'Next: {step}' }, back: { zh: '上一步', en: 'Back' },
  discard: { zh: '放弃这个文件', en: 'Discard this file' }, asFound: { zh: '恢复自动识别', en: 'Look at it as before' }, uploadAgain: { zh: '重新上传', en: 'Upload again' },
  // what a row is
  kindTitle: { zh: '一行是什么', en: 'What is a row?' }, guessed: { zh: '推测', en: 'guess' },
  orders: { zh: '订单', en: 'Orders' }, ordersHelp: { zh: '谁在什么时候付了多少钱', en: 'Who paid how much, and when' },
  events: { zh: '行为', en: 'Events' }, eventsHelp: { zh: '谁在什么时候做了什么', en: 'Who did what, and when' },
  people: { zh: '用户', en: 'People' }, peopleHelp: { zh: '一个人的资料：城市、等级……', en: 'What is known of a person: city, level …' },
  items: { zh: '商品', en: 'Items' }, itemsHelp: { zh: '商品的名称、类目、价格', en: 'Name, category and price of an item' },
  // the file
  fileTitle: { zh: '文件', en: 'The file' }, format: { zh: '格式', en: 'Format' }, encoding: { zh: '编码', en: 'Encoding' }, delimiter: { zh: '分隔符', en: 'Delimiter' }, header: { zh: '首行是列名', en: 'First row holds titles' },
  automatic: { zh: '自动（{is}）', en: 'Automatic ({is})' },
  comma: { zh: '逗号 ,', en: 'Comma ,' }, semicolon: { zh: '分号 ;', en: 'Semicolon ;' }, tab: { zh: '制表符', en: 'Tab' }, pipe: { zh: '竖线 |', en: 'Bar |' }, blank: { zh: '空格', en: 'Blanks' }, ctrlA: { zh: '控制符 ^A', en: 'Control-A' }, otherDelimiter: { zh: '“{is}”', en: '“{is}”' },
  csvFormat: { zh: '表格（CSV）', en: 'Table (CSV)' }, ndjsonFormat: { zh: '每行一个 JSON', en: 'JSON lines' },
  raw: { zh: '前 {n} 行原文', en: 'First {n} {n|row|rows} as they are' }, rawNumber: { zh: '行', en: 'Row' },
  // earlier mappings
  earlier: { zh: '列相同的来源以前导入过，可以沿用当时的映射：', en: 'Sources with the same columns were imported before; use their mapping:' }, earlierUse: { zh: '沿用 {source}', en: 'Use {source}' },
  // fields
  fieldsTitle: { zh: '列 → 字段', en: 'Column → field' }, asForm: { zh: '表单', en: 'Form' }, asYaml: { zh: 'YAML', en: 'YAML' },
  column: { zh: '文件列', en: 'Column' }, samples: { zh: '样例', en: 'Samples' }, field: { zh: '字段', en: 'Field' }, fieldOf: { zh: '“{column}”是什么', en: 'What “{column}” is' },
  person: { zh: '用户标识', en: 'Person' }, time: { zh: '时间', en: 'Time' }, event: { zh: '事件名', en: 'Event name' }, amount: { zh: '金额', en: 'Amount' }, order_id: { zh: '订单号', en: 'Order id' }, order_amount: { zh: '整单金额', en: 'Amount of the whole order' }, item_id: { zh: '商品编号', en: 'Item id' }, category: { zh: '类目', en: 'Category' }, id: { zh: '行的唯一编号', en: 'The row’s own id' },
  property: { zh: '事件属性', en: 'Property' }, itemProperty: { zh: '商品属性', en: 'Property' }, attribute: { zh: '用户属性', en: 'Attribute of the person' }, none: { zh: '不导入', en: 'Not imported' },
  automaticUse: { zh: '自动', en: 'automatic' }, alsoUse: { zh: '同时用作{role}', en: 'also: {role}' },
  identity: { zh: '标识类型', en: 'Kind of identity' }, timeFormat: { zh: '时间格式', en: 'Time format' }, nameOf: { zh: '属性名', en: 'Name' }, valueType: { zh: '值的类型', en: 'Type of values' },
  byValue: { zh: '按值判断', en: 'By value' }, text: { zh: '文本', en: 'Text' }, number: { zh: '数字', en: 'Number' }, boolean: { zh: '是否', en: 'Yes/no' }, timeType: { zh: '时间', en: 'Time' },
  looksText: { zh: '文本', en: 'text' }, looksNumber: { zh: '数字', en: 'number' }, looksTime: { zh: '时间', en: 'time' }, looksBool: { zh: '是否', en: 'yes/no' }, looksId: { zh: '编号', en: 'id' }, fits: { zh: '{share} 符合', en: '{share} fit' },
  recognise: { zh: '自动识别', en: 'Recognise' }, fmtIso: { zh: '年-月-日（iso）', en: 'Year first (iso)' }, fmtDmy: { zh: '日/月/年（dmy）', en: 'Day/month/year (dmy)' }, fmtMdy: { zh: '月/日/年（mdy）', en: 'Month/day/year (mdy)' }, fmtUnix: { zh: 'Unix 秒', en: 'Unix seconds' }, fmtUnixMs: { zh: 'Unix 毫秒', en: 'Unix milliseconds' }, fmtExcel: { zh: 'Excel 日期数', en: 'Excel day number' }, fmtDay: { zh: '20260131', en: '20260131' },
  idUser: { zh: '用户编号', en: 'User id' }, idPhone: { zh: '手机号', en: 'Phone' }, idEmail: { zh: '邮箱', en: 'E-mail' }, idOpenid: { zh: '微信 openid', en: 'WeChat openid' }, idUnionid: { zh: '微信 unionid', en: 'WeChat unionid' }, idAnonymous: { zh: '匿名访客编号', en: 'Anonymous visitor id' }, idDevice: { zh: '设备号', en: 'Device id' },
  restTitle: { zh: '其余的列', en: 'Other columns' }, restKeepProps: { zh: '按列名保留为事件属性', en: 'Keep as properties' }, restKeepItem: { zh: '按列名保留为商品属性', en: 'Keep as properties' }, restKeepAttrs: { zh: '按列名保留为用户属性', en: 'Keep as attributes' }, restDrop: { zh: '不导入', en: 'Leave out' },
  missing: { zh: '还要指定：{list}', en: 'Still to be said: {list}' },
  // in words
  inWords: { zh: '读作', en: 'Read as' },
  sayOrder: { zh: '{person} 在 {time} 付了 {amount}', en: '{person} paid {amount} at {time}' },
  sayEvent: { zh: '{person} 在 {time} 做了 {event}', en: '{person} did {event} at {time}' },
  sayPeople: { zh: '{person} 的资料', en: 'What is known of {person}' },
  sayPeopleAt: { zh: '{person} 在 {time} 的资料', en: 'What was known of {person} at {time}' },
  sayItem: { zh: '商品 {item}', en: 'The item {item}' },
  notSaid: { zh: '未指定', en: 'not said' }, noAmount: { zh: '（无金额）', en: '(no amount)' }, importTime: { zh: '导入时刻', en: 'the time of import' },
  // advanced
  advanced: { zh: '高级：退款、明细行、不导入的行、时区', en: 'Advanced: refunds, order lines, rows left out, time zone' },
  advancedPlain: { zh: '高级：不导入的行、时间、时区', en: 'Advanced: rows left out, time, time zone' },
  lineItems: { zh: '每行是订单的一件商品；同一订单的相邻行合为一单', en: 'Rows are lines of orders; adjacent rows of one order become one order' },
  refundNegative: { zh: '金额为负即退款', en: 'A negative amount is a refund' }, refundPrefix: { zh: '订单号以此开头即退款', en: 'Order ids that begin with this are refunds' }, refundWhen: { zh: '退款：列', en: 'Refund when column' }, leaveWhen: { zh: '不导入：列', en: 'Left out when column' }, isOne: { zh: '为以下之一', en: 'is one of' }, valuesHelp: { zh: '输入后回车', en: 'Enter after each' }, noColumn: { zh: '不按列', en: 'No column' },
  fixedEvent: { zh: '所有行都是这个事件', en: 'All rows are this event' }, fixedTime: { zh: '所有行都是这个时间', en: 'All rows have this time' }, fixedTimeHelp: { zh: '例如会员名单的导出日期 2026-01-31', en: 'Such as the day a list of members was made: 2026-01-31' },
  zone: { zh: '时间所在时区', en: 'Zone of the times' }, zoneHelp: { zh: '文件里的时间没写时区时按此理解；默认工作区时区 {zone}', en: 'For times that name no zone; default is the workspace’s, {zone}' },
  decimalComma: { zh: '小数点写作逗号：1.234,50', en: 'Decimal comma: 1.234,50' }, skipLines: { zh: '跳过开头的行数', en: 'Lines to skip at the start' },
  // yaml
  yamlHelp: { zh: '与表单是同一份映射。命令行也用它：shoal import 文件 --map 映射.yaml', en: 'The same mapping as the form. The command line takes it too: shoal import FILE --map MAPPING.yaml' }, yamlLabel: { zh: '映射（YAML）', en: 'Mapping (YAML)' }, yamlBroken: { zh: 'YAML 有误，表单显示的是上一个有效的版本。', en: 'The YAML has a mistake; the form shows the last version that was valid.' },
  // preview
  previewTitle: { zh: '理解为', en: 'As understood' }, previewHelp: { zh: '时间按工作区时区 {zone}。', en: 'Times in the workspace’s zone, {zone}.' },
  line: { zh: '行', en: 'Line' }, result: { zh: '事件', en: 'Event' }, who: { zh: '用户', en: 'Person' }, when: { zh: '时间', en: 'Time' }, content: { zh: '属性', en: 'Properties' }, ever: { zh: '一直以来', en: 'since ever' }, bad: { zh: '有误', en: 'Rejected' }, leftOut: { zh: '不导入', en: 'Left out' }, setOn: { zh: '用户：', en: 'person: ' }, fixFirst: { zh: '补全上面的必填字段后显示预览', en: 'The preview appears when the required fields are said' }, noRows: { zh: '没有可显示的行', en: 'No rows to show' },
  counting: { zh: '可导入 {good}，有误 {rejected}', en: '{good} good, {rejected} rejected' },
  // check
  good: { zh: '可导入的行', en: 'Rows to import' }, rejectedRows: { zh: '有误的行', en: 'Rejected rows' }, leftOutRows: { zh: '按映射不导入', en: 'Left out by the mapping' }, newPeople: { zh: '新用户', en: 'New people' }, knownPeople: { zh: '已有用户', en: 'Known people' }, span: { zh: '时间范围', en: 'Time range' }, sum: { zh: '订单金额合计', en: 'Sum of orders' }, duplicates: { zh: '重复的行', en: 'Duplicates' }, unknownYet: { zh: '导入时逐行判定', en: 'decided row by row' }, ofRead: { zh: '共 {n} 行', en: 'of {n}' },
  partial: { zh: '文件较大，只校验了前 {n} 行（最多 20 万行或 2 秒）；其余各行在导入时校验。', en: 'A large file: the first {n} rows were checked (at most 200,000 rows or 2 seconds); the rest is checked on import.' },
  reasons: { zh: '有误的原因', en: 'Why rows are rejected' }, reason: { zh: '原因（以第一行为例）', en: 'Reason, by its first row' }, rows: { zh: '行数', en: 'Rows' }, firstLine: { zh: '首次出现', en: 'First at line' }, allGood: { zh: '校验过的行都可以导入', en: 'All rows that were checked can be imported' },
  rowsTitle: { zh: '逐行查看', en: 'Row by row' }, onlyBad: { zh: '只看有误的行', en: 'Only rejected rows' }, allRows: { zh: '全部', en: 'All rows' }, first100: { zh: '最多 100 行', en: 'up to 100 rows' },
  noGood: { zh: '没有可导入的行，请先改正映射', en: 'No row can be imported; correct the mapping first' }, waitCheck: { zh: '正在校验', en: 'Still being checked' }, mapFirst: { zh: '先补全必填字段', en: 'Say the required fields first' }, mapWrong: { zh: '先改正映射中的错误', en: 'Correct the mapping first' },
  // impact
  willTitle: { zh: '将会发生什么', en: 'What will happen' },
  willRows: { zh: '导入 {n} 行', en: '{n} {n|row is|rows are} imported' }, willAtLeast: { zh: '导入至少 {n} 行（文件未校验完）', en: 'At least {n} {n|row is|rows are} imported (the file was not checked to its end)' },
  willPeople: { zh: '新建 {new} 个用户，更新 {known} 个已有用户', en: '{new} people are new, {known} are known already' }, willItems: { zh: '商品目录更新；用户不变', en: 'The catalogue is updated; people stay as they are' },
  willReject: { zh: '{n} 行不导入，原因可在导入后查看与下载', en: '{n} {n|row stays|rows stay} out; why can be looked at and downloaded afterwards' },
  willLive: { zh: '概览、分群、RFM 等随导入实时更新', en: 'Overview, segments and classifications follow at once' }, willNotUndo: { zh: '导入的事件不能单独撤回；再次导入同一份文件不会重复', en: 'Imported events cannot be taken back one by one; importing the file again adds nothing twice' },
  allKnown: { zh: '这份文件已从这个来源完整导入过：{n} 行都会是重复，不会改变任何数据。', en: 'This file was already imported from this source: all {n} rows will be duplicates and nothing will change.' },
  sourceTitle: { zh: '来源名', en: 'Name of the source' }, sourceHelp: { zh: '同一来源里，内容相同的行只导入一次。每次导出的同一份报表请用同一个来源名；不同系统的文件请用不同的名字。', en: 'Within one source, equal rows are imported once. Give a report that is exported again and again the same name every time, and files of different systems different names.' }, sourceLike: { zh: '列相同的来源：', en: 'Sources with the same columns: ' },
  start: { zh: '开始导入', en: 'Start the import' },
  // run
  queued: { zh: '排队中：同一工作区一次执行一个导入', en: 'Waiting: one import runs at a time' }, running: { zh: '正在导入', en: 'Importing' }, done: { zh: '导入完成', en: 'Import done' }, allDuplicate: { zh: '全部是重复的行，数据没有变化', en: 'All rows were duplicates; nothing has changed' }, failed: { zh: '导入失败', en: 'The import failed' }, canceled: { zh: '已取消', en: 'Cancelled' },
  leave: { zh: '可以离开此页，导入会继续；进度在右上角的任务中心。', en: 'You may leave this page; the import goes on. The task centre at the top right shows its progress.' }, remaining: { zh: '约还需 {s}', en: 'about {s} left' }, elapsed: { zh: '已用 {s}', en: '{s} so far' }, cancel: { zh: '取消导入', en: 'Cancel the import' }, canceledKept: { zh: '已导入的行保留。继续导入会从停下的地方接着进行，不会重复。', en: 'Rows imported so far are kept. Going on continues where it stopped; nothing is imported twice.' }, goOn: { zh: '继续导入', en: 'Go on' }, tryAgain: { zh: '重试', en: 'Try again' },
  wrotePeople: { zh: '新用户 {n}', en: '{n} new {n|person|people}' }, wroteEvents: { zh: '写入事件 {n}', en: '{n} {n|event|events} written' }, keptAsText: { zh: '{n} 个值不符合列的类型，已按文本保留。', en: '{n} {n|value does|values do} not fit the type of the column; kept as text.' }, scattered: { zh: '{n} 处订单的明细行不相邻，成为了多笔订单：按订单号排序后重新导出可避免。', en: '{n} {n|run|runs} of order lines were not adjacent and became orders of their own: sort the file by order id to avoid it.' },
  toOverview: { zh: '看概览', en: 'Overview' }, toData: { zh: '看数据', en: 'Data' }, toPeople: { zh: '看用户', en: 'People' }, toImports: { zh: '导入记录', en: 'All imports' }, nextFile: { zh: '下一个文件：{file}', en: 'Next file: {file}' }, another: { zh: '再导入一个文件', en: 'Import another file' }, waitingFiles: { zh: '还有 {n} 个文件待导入', en: '{n} more {n|file|files} to import' },
  rejects: { zh: '被拒绝的行', en: 'Rejected rows' },
});
