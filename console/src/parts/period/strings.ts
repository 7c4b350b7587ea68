import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  period: { zh: '时间段', en: 'Period' }, lastDays: { zh: '近 {n} 天', en: 'Last {n} days' }, lastYear: { zh: '近一年', en: 'Last year' }, custom: { zh: '自定义…', en: 'Custom…' },
  earlier: { zh: '往前一段', en: 'One period earlier' }, later: { zh: '往后一段', en: 'One period later' }, versus: { zh: '对比', en: 'Compare' },
  previous: { zh: 'VS 上期', en: 'vs previous' }, year: { zh: 'VS 去年同期', en: 'vs last year' }, none: { zh: '不对比', en: 'No comparison' },
  toggleCompare: { zh: '切换对比', en: 'Switch the comparison' }, from: { zh: '开始日期', en: 'From' }, to: { zh: '结束日期', en: 'To' }, apply: { zh: '应用', en: 'Apply' },
});
