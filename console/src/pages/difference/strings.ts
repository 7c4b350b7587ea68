import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  title: { zh: '进出', en: 'In and out' }, lead: { zh: '一个人群在一段时间里谁进来了、谁离开了，按今天的定义算。', en: 'Who came into a set of people over a period and who left it, by today’s definition.' },
  set: { zh: '哪个人群', en: 'Which people' }, choose: { zh: '选分群或写条件', en: 'A segment or a condition' }, nobody: { zh: '期初和期末都没有人', en: 'Nobody, then or now' },
  picture: { zh: '从期初到期末', en: 'From then to now' }, pictureLabel: { zh: '{name}：期初 {from} 人，进入 {entered}，离开 {left}，期末 {to}', en: '{name}: {from} at first, {entered} entered, {left} left, {to} at last' },
  from: { zh: '期初', en: 'At first' }, entered: { zh: '进入', en: 'Entered' }, left: { zh: '离开', en: 'Left' }, stayed: { zh: '一直在', en: 'Stayed' }, to: { zh: '期末', en: 'At last' },
  table: { zh: '数字', en: 'Numbers' }, what: { zh: '谁', en: 'Who' }, people: { zh: '人数', en: 'People' }, ofFrom: { zh: '占期初', en: 'Of those at first' }, ofTo: { zh: '占期末', en: 'Of those at last' }, ofEveryone: { zh: '占当时全部', en: 'Of everyone then' },
  cellTitle: { zh: '{name} · {what}', en: '{name} · {what}' }, moments: { zh: '{from} → {to}', en: '{from} → {to}' },
  recorded: { zh: '这是按今天的定义重算的。当时真实发生的进出和原因：{link}', en: 'Computed by today’s definition. What really happened then, and why: {link}' }, recordedLink: { zh: '变动记录', en: 'recorded changes' },
});
