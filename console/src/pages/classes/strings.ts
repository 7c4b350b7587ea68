import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  // list
  all: { zh: '全部分层', en: 'All classifications' },
  allLead: { zh: '分层把所有人分进若干类：按顺序第一个成立的类就是这个人的类。任何时刻都能重算，规则你来改。', en: 'A classification divides everybody: the first class whose rule holds is the person’s. It can be asked as of any moment, and its rules are yours to change.' },
  create: { zh: '新建分层', en: 'New classification' }, name: { zh: '名称', en: 'Name' }, classesN: { zh: '类数', en: 'Classes' }, usedBy: { zh: '被使用', en: 'Used by' }, version: { zh: '版本', en: 'Version' },
  updated: { zh: '更新', en: 'Updated' }, kind: { zh: '来源', en: 'Origin' }, preset: { zh: '预置', en: 'Preset' }, edited: { zh: '预置，已改', en: 'Preset, edited' }, own: { zh: '自建', en: 'Own' },
  unused: { zh: '未被使用', en: 'Not used' }, usedN: { zh: '被 {n} 处使用', en: 'Used in {n} {n|place|places}' }, archivedPresets: { zh: '已归档的预置：', en: 'Archived presets:' },
  find: { zh: '按名称或标识查找', en: 'Find by name or id' }, noMatch: { zh: '没有名称含「{q}」的分层', en: 'No classification is called “{q}”' },
  // gone
  gone: { zh: '分层「{slug}」不在了', en: 'There is no classification “{slug}”' }, goneHelp: { zh: '它被归档了。定义和全部版本都还在，恢复后立刻能用。', en: 'It was archived. Its definition and every version are kept; restore it and it works at once.' },
  neverHelp: { zh: '没有叫这个标识的分层。看看全部分层，或者新建一个。', en: 'Nothing has this id. See all classifications, or make one.' },
  restore: { zh: '恢复第 {n} 版', en: 'Restore version {n}' }, needOperator: { zh: '需要「运营」角色', en: 'Needs the role “Operator”' }, restored: { zh: '「{name}」已恢复', en: '“{name}” restored' },
  // frame
  tabNow: { zh: '分布', en: 'People' }, tabFlow: { zh: '流转', en: 'Flow' }, tabDaily: { zh: '每日', en: 'Daily' }, tabDefinition: { zh: '定义', en: 'Definition' },
  noClass: { zh: '未归入', en: 'In no class' }, entered: { zh: '新出现', en: 'New people' }, v: { zh: '第 {n} 版', en: 'Version {n}' },
  noPeople: { zh: '还没有人可以分', en: 'Nobody to divide yet' }, noPeopleHelp: { zh: '导入订单后，这里会立刻分好。', en: 'Import orders, and this page fills at once.' }, importNow: { zh: '导入数据', en: 'Import data' },
  since: { zh: '期初 {day} 结束时 → 期末 {end}', en: 'From the end of {day} to {end}' }, endNow: { zh: '现在', en: 'now' }, endOf: { zh: '{day} 结束时', en: 'the end of {day}' },
  // now
  makeup: { zh: '构成', en: 'Make-up' }, makeupHelp: { zh: '每一块、每个数字都能点开看人。', en: 'Every piece and every number opens its people.' },
  group: { zh: '类', en: 'Class' }, people: { zh: '人数', en: 'People' }, share: { zh: '占比', en: 'Share' }, money: { zh: '净销售额', en: 'Net revenue' }, moneyShare: { zh: '金额占比', en: 'Of revenue' }, each: { zh: '人均', en: 'Per person' },
  buyers: { zh: '购买人数', en: 'Buyers' }, orders: { zh: '订单', en: 'Orders' }, change: { zh: '较 {day}', en: 'vs {day}' }, year: { zh: '金额与订单为近 365 天，扣除退款。', en: 'Money and orders are of 365 days, net of refunds.' },
  groups: { zh: '各类人群', en: 'Classes' }, groupsHelp: { zh: '勾选几类，一起看人、存分群或导出。', en: 'Tick classes to see, save or export their people together.' },
  chosen: { zh: '已选 {n} 类', en: '{n} {n|class|classes} chosen' }, chosenCells: { zh: '已选 {n} 格', en: '{n} {n|cell|cells} chosen' }, seePeople: { zh: '打开人群', en: 'Open people' }, clear: { zh: '清除', en: 'Clear' },
  total: { zh: '合计', en: 'Total' }, nPeople: { zh: '{n} 人', en: '{n} {n|person|people}' },
  heat: { zh: 'R × F 热力图', en: 'R × F heat map' }, heatHelp: { zh: '拖选或按住 Shift 点选多格，打开它们的并集人群；键盘用方向键、空格与回车。粗线围出人数最多的类。', en: 'Drag, or Shift-click, over cells to open everybody in them; with the keyboard: arrows, Space, Enter. Heavy lines bound the class most people of a cell are in.' },
  colour: { zh: '着色', en: 'Colour by' }, byPeople: { zh: '人数', en: 'People' }, byMoney: { zh: '金额', en: 'Revenue' }, byEach: { zh: '人均', en: 'Per person' }, byOrders: { zh: '订单', en: 'Orders' },
  low: { zh: '低', en: 'Low' }, high: { zh: '高', en: 'High' }, tie: { zh: '并列，无人', en: 'ties, nobody' },
  cellLabel: { zh: '{r} {f}：{n} 人，{value}，{groups}', en: '{r} {f}: {n} {n|person|people}, {value}, {groups}' }, cellsTitle: { zh: '{title} {cells}', en: '{title} {cells}' }, nobody: { zh: '无人', en: 'nobody' }, nCells: { zh: '{n} 格', en: '{n} {n|cell|cells}' },
  thresholds: { zh: '阈值参考', en: 'Thresholds' }, thresholdsHelp: { zh: '此刻实际用来打分的界线；分位数阈值随数据而动。', en: 'The cuts in force at this moment; those by quantile move with the data.' }, score: { zh: '得分', en: 'Score' }, reference: { zh: '参考值', en: 'References' },
  spread: { zh: '{measure} 的分布', en: 'How {measure} is spread' }, spreadLabel: { zh: '{measure} 的直方图，竖线是得分的界线', en: 'Histogram of {measure}; the lines are the cuts of its score' }, range: { zh: '区间', en: 'Range' }, andMore: { zh: '{from} 及以上', en: '{from} and more' },
  population: { zh: '参与计分 {n} 人', en: '{n} {n|person|people} scored' },
  // flow
  stock: { zh: '期末存量与变化', en: 'At the end, and the change' }, show: { zh: '看', en: 'Show' }, showAll: { zh: '全部', en: 'All' }, showUp: { zh: '升级', en: 'Up' }, showDown: { zh: '回退', en: 'Down' }, showLost: { zh: '流失', en: 'Lost' },
  view: { zh: '呈现', en: 'View' }, viewSankey: { zh: '流向图', en: 'Flow' }, viewHeat: { zh: '矩阵', en: 'Matrix' }, viewTable: { zh: '表', en: 'Table' }, allMoves: { zh: '逐条去向', en: 'Every move' }, shareOf: { zh: '占 {share}', en: '{share} of all' },
  flowTitle: { zh: '{start} → {end} 的去向', en: 'Who went where, {start} to {end}' }, flowHelp: { zh: '左边是期初的类，右边是期末的类；点一条流看这些人。', en: 'Left: the class at the start; right: at the end. Click a stream to see its people.' },
  flowLabel: { zh: '{title}：{start} 到 {end} 的流向图', en: '{title}: flow from {start} to {end}' }, undrawn: { zh: '没有画出两端都未归入任何类的 {n} 人。', en: 'Not drawn: {n} {n|person|people} in no class at either end.' },
  from: { zh: '期初', en: 'From' }, to: { zh: '期末', en: 'To' }, ofFrom: { zh: '占期初该类', en: 'Of the class' }, direction: { zh: '方向', en: 'Direction' }, nothingMoved: { zh: '这段时间没有这样的流动', en: 'No such move in this time' },
  stayed: { zh: '保持', en: 'Stayed' }, up: { zh: '升级', en: 'Up' }, down: { zh: '回退', en: 'Down' }, lost: { zh: '流失', en: 'Lost' }, arrived: { zh: '转入', en: 'Arrived' }, enteredShort: { zh: '新出现', en: 'New' }, startN: { zh: '期初', en: 'Start' }, endN: { zh: '期末', en: 'End' },
  identity: { zh: '收支相等', en: 'It adds up' }, identityHelp: { zh: '期初 = 保持 + 升级 + 回退 + 流失；期末 = 保持 + 转入 + 新出现。流失指不再归入任何类。', en: 'Start = stayed + up + down + lost; end = stayed + arrived + new. Lost: in no class any more.' }, checks: { zh: '相等', en: 'adds up' }, checksNot: { zh: '不相等', en: 'does not add up' },
  moveTitle: { zh: '{title}：{from} → {to}（{start} → {end}）', en: '{title}: {from} → {to} ({start} → {end})' }, partTitle: { zh: '{title} · {name}：{part}（{start} → {end}）', en: '{title} · {name}: {part} ({start} → {end})' },
  matrixLabel: { zh: '流转矩阵：行是期初，列是期末', en: 'Matrix: rows are the start, columns the end' }, rowShare: { zh: '颜色按该行的占比', en: 'Coloured by share of the row' },
  // daily
  daily: { zh: '每日人数', en: 'People by day' }, dailyHelp: { zh: '每天结束时的人数。', en: 'As of the end of each day.' }, absolute: { zh: '人数', en: 'People' }, percent: { zh: '占比 100%', en: 'Share' }, withNone: { zh: '含未归入', en: 'With those in no class' }, day: { zh: '日期', en: 'Day' },
  dailyLabel: { zh: '{title}各类每日人数，{from} 至 {to}', en: '{title}: people in each class by day, {from} to {to}' }, mode: { zh: '单位', en: 'Unit' },
});
