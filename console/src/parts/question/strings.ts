import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  // page
  undo: { zh: '撤销一步', en: 'Undo' }, redo: { zh: '重做', en: 'Redo' }, exportMenu: { zh: '导出', en: 'Export' }, exportCsv: { zh: '表格 CSV', en: 'Table as CSV' }, exportPng: { zh: '图片 PNG', en: 'Picture as PNG' }, exportFailed: { zh: '图片没有生成成功', en: 'The picture could not be made' },
  asCode: { zh: 'JSON / 命令行', en: 'JSON / CLI' }, asCodeHelp: { zh: '同一个问题在别处这样提：文档可以存下来、交给接口或命令行，含义完全一样。', en: 'The same question elsewhere: the document can be kept, sent to the API or the command line, and means the same.' }, json: { zh: '文档', en: 'Document' }, cli: { zh: '命令行', en: 'Command line' }, curl: { zh: 'HTTP 接口', en: 'HTTP' }, copyLink: { zh: '复制链接', en: 'Copy link' }, linkCopied: { zh: '链接已复制：打开就是现在这个问题', en: 'Link copied: it opens this very question' },
  missing: { zh: '{n} 处还没填完，暂不计入。', en: '{n} {n|part is|parts are} not filled in and not counted.' }, nothingAsked: { zh: '先选事件', en: 'Choose events first' }, nothingAskedHelp: { zh: '从一个例子开始，或者自己选。', en: 'Start from an example, or choose your own.' },
  busyFor: { zh: '正在计算，已用 {s}', en: 'Calculating, {s} so far' }, calculating: { zh: '正在计算', en: 'Calculating' }, stop: { zh: '取消', en: 'Cancel' }, stopped: { zh: '已取消', en: 'Cancelled' }, askAgain: { zh: '再问一次', en: 'Ask again' }, examples: { zh: '例子', en: 'Examples' },
  saveQuestion: { zh: '保存问题', en: 'Save question' }, save: { zh: '保存', en: 'Save' }, saveAs: { zh: '另存', en: 'Save as' }, nothingToSave: { zh: '没有未保存的修改', en: 'Nothing to save' }, questionSaved: { zh: '「{name}」已保存为第 {n} 版', en: '“{name}” is saved as version {n}' }, savedElsewhere: { zh: '有人先保存了新版本。另存一份，或刷新后再改。', en: 'Somebody saved a newer version. Save yours under another name, or reload.' }, version: { zh: '第 {n} 版', en: 'Version {n}' }, dirty: { zh: '未保存', en: 'Not saved' },
  // selector
  code: { zh: '代码', en: 'Code' }, form: { zh: '表单', en: 'Form' }, toCode: { zh: '改用代码', en: 'Edit as code' }, toForm: { zh: '改用表单', en: 'Edit as a form' }, codeOnly: { zh: '表单无法表示，可用代码修改', en: 'The form cannot show this; edit it as code' }, selectorCode: { zh: '事件与条件的代码', en: 'Events and conditions as code' }, selectorHint: { zh: '如 product_viewed or product_added where channel = "小程序"；按 {key} 补全。', en: 'Such as product_viewed or product_added where channel = "app"; {key} completes.' },
  where: { zh: '属性条件', en: 'Where' }, anything: { zh: '任意行为', en: 'Anything' },
  // who
  who: { zh: '人群', en: 'People' }, everyone: { zh: '全部用户', en: 'Everyone' }, segmentsOf: { zh: '分群', en: 'Segments' }, ownRule: { zh: '按表达式…', en: 'By expression…' }, ruleOf: { zh: '只看满足这个表达式的人', en: 'Only people who satisfy this expression' }, apply: { zh: '应用', en: 'Apply' }, byRule: { zh: '表达式', en: 'Expression' },
  // range
  range: { zh: '时间范围', en: 'Period' }, allTime: { zh: '全部时间', en: 'All time' }, lastN: { zh: '近 {n} 天', en: 'Last {n} days' }, thisMonth: { zh: '本月', en: 'This month' }, previousMonth: { zh: '上月', en: 'Last month' }, thisYear: { zh: '今年', en: 'This year' }, custom: { zh: '自定义…', en: 'Custom…' }, since: { zh: '{day} 起', en: 'since {day}' }, until: { zh: '至 {day}', en: 'until {day}' },
  // breakdown
  breakdown: { zh: '分组', en: 'Breakdown' }, noBreakdown: { zh: '不分组', en: 'No breakdown' }, ofEvents: { zh: '事件属性', en: 'Event properties' }, ofItems: { zh: '商品字段', en: 'Fields of the item' }, ofPerson: { zh: '用户属性', en: 'Attributes' }, ofClass: { zh: '分层', en: 'Classes' }, ofSegment: { zh: '分群', en: 'Segments' }, byExpression: { zh: '表达式…', en: 'Expression…' }, expressionOf: { zh: '按这个表达式的值分组', en: 'Grouped by the value of this expression' },
  touch: { zh: '取哪一次的值', en: 'Whose value' }, touchFirst: { zh: '首次', en: 'first' }, touchLast: { zh: '末次', en: 'last' }, touchStep: { zh: '第 {n} 步', en: 'step {n}' }, touchEach: { zh: '每个值各算一次', en: 'each value apart' }, topOf: { zh: '最多组数', en: 'Top groups' },
  noClass: { zh: '未分层', en: 'No class' }, withoutValue: { zh: '（无值）', en: '(no value)' }, other: { zh: '其他', en: 'Other' }, all: { zh: '全部', en: 'All' }, yes: { zh: '是', en: 'Yes' }, no: { zh: '否', en: 'No' },
  // span
  n: { zh: '数量', en: 'How many' }, unit: { zh: '单位', en: 'Unit' }, minute: { zh: '分钟', en: 'minutes' }, hour: { zh: '小时', en: 'hours' }, day: { zh: '天', en: 'days' }, week: { zh: '周', en: 'weeks' },
  // people
  nPeople: { zh: '{n} 人', en: '{n} people' }, people: { zh: '人群', en: 'People' }, listOf: { zh: '已显示 {shown} / {total}', en: '{shown} of {total} shown' }, saveSegment: { zh: '存为分群', en: 'Save as segment' }, exportList: { zh: '导出名单', en: 'Export people' }, needRole: { zh: '需要「{role}」角色', en: 'Needs the role “{role}”' },
  freezeHelp: { zh: '把这 {n} 人固定成一份名单，并建一个引用它的分群；以后数据变化，人员不变。', en: 'These {n} people become a list, and a segment of it; they stay the same whatever happens later.' }, freezeTooMany: { zh: '一份名单最多 {n} 人', en: 'A list holds at most {n} people' }, freezeNobody: { zh: '没有人', en: 'There is nobody' }, reading: { zh: '已读取 {n} / {all}', en: '{n} of {all} read' },
  frozen: { zh: '分群「{name}」已保存，{n} 人', en: 'Segment “{name}” saved, {n} people' }, frozenLess: { zh: '其中 {n} 人没有可用于名单的标识，没有算进去。', en: '{n} of them have no identity a list can hold and are left out.' }, open: { zh: '打开', en: 'Open' }, exportDone: { zh: '已导出 {n} 人', en: '{n} people exported' }, exportMasked: { zh: '个人信息按你的角色显示；文件由浏览器写出。', en: 'Personal data is as your role sees it; the browser writes the file.' },
  name: { zh: '名称', en: 'Name' }, slug: { zh: '标识', en: 'Id' }, slugHelp: { zh: '小写字母开头，可含数字、_ 和 -', en: 'Starts with a lower-case letter; digits, _ and - may follow' }, slugTaken: { zh: '这个标识已被使用', en: 'This id is taken' }, nameMissing: { zh: '给它起个名字', en: 'Give it a name' },
  attemptsNotPeople: { zh: '数字按次计，名单按人列，因此可能更短。', en: 'The number counts attempts; people are listed once, so the list may be shorter.' },
  personId: { zh: '编号', en: 'Id' }, seePeople: { zh: '查看这些人：{title}', en: 'See these people: {title}' },
});
