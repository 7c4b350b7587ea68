import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  title: { zh: '上传名单', en: 'Upload a list' }, lead: { zh: '一列用户编号、手机号或其他标识，存成名单，再建一个「在名单中」的分群。', en: 'A column of user ids, phones or other identities becomes a list, and a segment of the people on it.' },
  accepts: { zh: 'CSV 或 TXT，UTF-8 或 GBK，最多 {n} 个值；文件只在浏览器里读。', en: 'CSV or TXT, UTF-8 or GBK, at most {n} values; the file is read in your browser.' },
  paste: { zh: '或者粘贴，一行一个', en: 'Or paste, one a line' }, pasteHint: { zh: '13800000001\n13800000002', en: 'u000001\nu000002' },
  file: { zh: '文件', en: 'File' }, another: { zh: '换一个', en: 'Choose another' }, encodingGuessed: { zh: '文件不是 UTF-8，按 {encoding} 读取；看看下面的值是否正确。', en: 'The file is not UTF-8 and was read as {encoding}; see that the values below are right.' },
  notText: { zh: '「{name}」不是文本文件，读不出来。请在表格软件中另存为 CSV。', en: '“{name}” is not a text file. Save it as CSV in your spreadsheet program.' }, tooBig: { zh: '「{name}」有 {size}，这里最多读 {max}。只留下需要的那一列再试。', en: '“{name}” has {size}; at most {max} are read here. Keep just the column you need and try again.' },
  nothing: { zh: '先选一个文件，或粘贴一些值', en: 'Choose a file or paste some values' }, noValues: { zh: '这一列里没有值', en: 'There are no values in this column' },
  heading: { zh: '首行是表头', en: 'The first line is a heading' }, column: { zh: '哪一列', en: 'Column' }, columnN: { zh: '第 {n} 列', en: 'Column {n}' },
  target: { zh: '与什么比较', en: 'Compared with' }, any: { zh: '任一标识', en: 'Any identity' }, identities: { zh: '标识', en: 'Identities' }, attributes: { zh: '用户属性', en: 'Attributes' }, targetHelp: { zh: '要与数据里的写法一致，包括大小写。', en: 'Written as in your data, with the same case.' },
  anyForm: { zh: '怎么写都行：空格、横线、+86 和大小写不影响匹配。', en: 'However it is written: blanks, dashes, +86 and case do not matter.' },
  preview: { zh: '前 {n} 个值', en: 'First {n} {n|value|values}' },
  values: { zh: '值', en: 'Values' }, lines: { zh: '行', en: 'Lines' }, blank: { zh: '空值', en: 'Blank' }, duplicates: { zh: '重复', en: 'Duplicates' }, long: { zh: '过长', en: 'Too long' }, longHelp: { zh: '超过 {n} 字节的值已去掉：没有标识这么长。', en: 'Values over {n} bytes are left out: no identity is that long.' },
  shortened: { zh: '{n} 个值像被表格软件缩写的数字（如 1.38E+10），匹配不到人。请把这一列设为文本后重新导出。', en: '{n} {n|value looks|values look} like numbers a spreadsheet shortened (such as 1.38E+10) and will match nobody. Format the column as text and export again.' },
  tooMany: { zh: '有 {n} 个不同的值，一份名单最多 {max} 个。请拆成几份。', en: 'There are {n} different values; a list holds at most {max}. Split it into several.' }, tooLarge: { zh: '这些值共 {size}，一份名单最多 {max}。请拆成几份。', en: 'These values take {size}; a list holds at most {max}. Split it into several.' },
  name: { zh: '名称', en: 'Name' }, nameHelp: { zh: '名单和分群都用它', en: 'Of the list and of the segment' }, slugTaken: { zh: '这个标识已有名单或分群在用', en: 'A list or segment has this id already' },
  save: { zh: '建名单和分群', en: 'Make list and segment' }, halfDone: { zh: '名单「{name}」已存好，分群没有建成。再点一次会覆盖这份名单并重试。', en: 'The list “{name}” is kept, but the segment was not made. Trying again overwrites that list.' },
  done: { zh: '「{name}」：{all} 个值中匹配到 {n} 人', en: '“{name}”: {n} of {all} known' }, doneAttribute: { zh: '「{name}」：{all} 个值，匹配到 {n} 人', en: '“{name}”: {all} {all|value|values} match {n} {n|person|people}' }, doneHelp: { zh: '没匹配到的值留在名单里；这些人出现后会自动进入分群。', en: 'Values that match nobody stay on the list; those people join the segment once they are known.' },
  doneNobody: { zh: '一个也没匹配到：检查比较的标识是否选对。', en: 'Nobody matches: see whether they are compared with the right identity.' }, saved: { zh: '「{name}」已建好', en: '“{name}” is made' },
});
