import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  editor: { zh: '规则的代码', en: 'The rule as code' }, hint: { zh: '名称可以是中文，标点全角半角都行；-- 之后是注释。按 {key} 补全。', en: 'Full-width punctuation is fine; -- begins a comment. {key} completes.' }, format: { zh: '整理格式', en: 'Tidy' },
  event: { zh: '事件', en: 'event' }, prop: { zh: '事件属性', en: 'property' }, attribute: { zh: '属性', en: 'attribute' }, segment: { zh: '分群', en: 'segment' }, classification: { zh: '分层', en: 'classification' }, currency: { zh: '币种', en: 'currency' }, coupon: { zh: '券种', en: 'kind of coupon' }, programme: { zh: '会员体系', en: 'programme' }, level: { zh: '等级', en: 'level' }, className: { zh: '层级', en: 'class' }, fn: { zh: '函数', en: 'function' }, word: { zh: '关键字', en: 'word' }, window: { zh: '时间', en: 'period' }, value: { zh: '值', en: 'value' },
});
