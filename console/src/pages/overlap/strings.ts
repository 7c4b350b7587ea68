import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  title: { zh: '重叠', en: 'Overlap' }, lead: { zh: '几个人群有多少人相同，谁只属于其中一个。', en: 'How many people sets share, and who is in only one of them.' },
  sets: { zh: '人群', en: 'Sets' }, set: { zh: '人群 {n}', en: 'Set {n}' }, choose: { zh: '选分群或写条件', en: 'A segment or a condition' }, add: { zh: '添加人群', en: 'Add set' }, remove: { zh: '移除人群 {n}', en: 'Remove set {n}' }, needTwo: { zh: '至少要两个人群', en: 'At least two sets are needed' },
  matrix: { zh: '两两重叠', en: 'Pair by pair' }, matrixHelp: { zh: '每行：该人群中有多少也在列里。倍数大于 1 表示比碰巧更常同时出现。', en: 'Each row: how many of the set are in the column too. A lift above 1 means more often than by chance.' }, show: { zh: '显示', en: 'Show' }, share: { zh: '占比', en: 'Share' }, people: { zh: '人数', en: 'People' }, lift: { zh: '倍数', en: 'Lift' }, size: { zh: '人数', en: 'People' }, ofAll: { zh: '占全部', en: 'Of all' },
  sizeOf: { zh: '{people} 人 · 占全部 {share}', en: '{people} people · {share} of all' },
  pairOf: { zh: '{people} 人 · 倍数 {lift}', en: '{people} people · lift {lift}' }, pictureHelp: { zh: '百分比：该行人群中有多少也在列里；倍数大于 1 表示比碰巧更常同时出现', en: 'Percentages: how many of the row are in the column too; a lift above 1 means more often than by chance' },
  both: { zh: '{a} 且 {b}', en: '{a} and {b}' }, cellHelp: { zh: '{n} 人 · 占该行 {share} · 倍数 {lift}', en: '{n} people · {share} of the row · lift {lift}' },
  combinations: { zh: '各种组合', en: 'Combinations' }, just: { zh: '只在这些人群里', en: 'In just these sets' }, more: { zh: '另有 {n} 种组合没有列出。', en: '{n} more {n|combination is|combinations are} not listed.' }, nobody: { zh: '没有人', en: 'Nobody' }, everyone: { zh: '全部 {n} 人', en: 'Of {n} people' },
});
