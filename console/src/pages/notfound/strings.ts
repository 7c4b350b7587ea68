import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  title: { zh: '没有这个页面', en: 'No such page' }, nothing: { zh: '这个地址没有内容', en: 'Nothing lives at this address' },
  help: { zh: '链接可能过期了，或者少了几个字符。搜索页面、分群或用户，或回到首页。', en: 'The link may be old or cut short. Search for a page, a segment or a person, or go home.' },
  search: { zh: '搜索', en: 'Search' }, home: { zh: '回到首页', en: 'Go home' },
});
