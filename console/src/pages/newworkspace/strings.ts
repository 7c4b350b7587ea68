import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  title: { zh: '新建工作区', en: 'New workspace' },
  lead: { zh: '一个工作区对应一个品牌：它有自己的用户、事件、分群，与其他工作区互不相通。', en: 'A workspace is one brand: its own people, events and segments; nothing crosses into another.' },
  name: { zh: '名称', en: 'Name' }, nameMissing: { zh: '请输入名称', en: 'Enter a name' },
  slug: { zh: '标识', en: 'Id' }, slugHelp: { zh: '用在网址和命令行里，之后不能改。小写字母开头，可含数字、_ 和 -。', en: 'For addresses and the command line; it cannot be changed. Starts with a lower-case letter; digits, _ and - may follow.' },
  slugBad: { zh: '小写字母开头，可含数字、_ 和 -，最多 64 个字符', en: 'A lower-case letter first, then letters, digits, _ and -; 64 at most' }, slugTaken: { zh: '这个标识已被占用', en: 'This id is taken' },
  zone: { zh: '时区', en: 'Time zone' }, zoneHelp: { zh: '一天从几点开始，由它决定。', en: 'Decides when a day begins.' },
  currency: { zh: '货币', en: 'Currency' }, currencyHelp: { zh: '所有金额按它显示，不做换算。', en: 'All money is shown in it; nothing is converted.' },
  create: { zh: '创建', en: 'Create' }, back: { zh: '返回', en: 'Back' },
  no: { zh: '你不能新建工作区', en: 'You may not create workspaces' }, noHelp: { zh: '请服务器所有者来创建，或给你权限。', en: 'Ask the owner of this server to do it.' },
});
