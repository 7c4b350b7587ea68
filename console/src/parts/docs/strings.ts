import { defineStrings } from '@/i18n/define';

export const strings = defineStrings({
  titleZh: { zh: '中文名称', en: 'Name in Chinese' }, titleEn: { zh: '英文名称', en: 'Name in English' }, amount: { zh: '数量', en: 'Amount' }, currency: { zh: '币种', en: 'Currency' }, pieces: { zh: '张', en: 'pieces' }, coupon: { zh: '券种', en: 'Kind of coupon' },
  removeOf: { zh: '删除 {what}', en: 'Remove {what}' }, noCurrencies: { zh: '还没有币种', en: 'There are no currencies' }, noKinds: { zh: '还没有券种', en: 'There are no kinds of coupons' }, addPoints: { zh: '送积分', en: 'Points' }, addCoupon: { zh: '送优惠券', en: 'Coupons' }, addTurns: { zh: '送抽奖次数', en: 'Draw turns' }, draw: { zh: '抽奖', en: 'Draw' }, times: { zh: '次', en: 'turns' },
  codeLabel: { zh: '文档内容', en: 'The document' }, codeHelp: { zh: '与表单是同一份文档；表单没有的字段也保留在这里。', en: 'The same document as the form; fields that the form does not have are kept here.' },
  form: { zh: '表单', en: 'Form' }, code: { zh: '代码', en: 'Code' }, versions: { zh: '历史版本', en: 'Versions' }, view: { zh: '编辑方式', en: 'How to edit' }, version: { zh: '版本', en: 'Version' }, updated: { zh: '时间', en: 'When' }, author: { zh: '作者', en: 'By' }, load: { zh: '载入此版', en: 'Load this version' }, current: { zh: '当前', en: 'current' },
  save: { zh: '保存', en: 'Save' }, saved: { zh: '已保存为第 {n} 版', en: 'Saved as version {n}' }, changedTag: { zh: '未保存', en: 'not saved' }, undoStep: { zh: '撤销一步', en: 'Undo' }, redoStep: { zh: '重做', en: 'Redo' },
  mendFirst: { zh: '请先修正标出的错误', en: 'Mend what is marked first' }, nothingToSave: { zh: '没有修改', en: 'Nothing was changed' }, savedElsewhere: { zh: '别人刚保存了新版本，请刷新后再改', en: 'Somebody saved another version meanwhile; reload first' }, draftKept: { zh: '已恢复此浏览器中未保存的草稿。', en: 'What you had not saved in this browser is back.' }, discard: { zh: '放弃草稿', en: 'Discard' },
  checking: { zh: '检查中…', en: 'Checking…' }, fine: { zh: '检查通过', en: 'Nothing is wrong' }, problem: { zh: '有一处需要修正', en: 'Something is to be mended' }, goThere: { zh: '第 {n} 行', en: 'Line {n}' }, notJson: { zh: '不是有效的 JSON', en: 'This is no JSON yet' },
  needRole: { zh: '需要「{role}」角色', en: 'Only {role}s may do this' }, confirmTitle: { zh: '保存并生效？', en: 'Save and put in force?' },
  archive: { zh: '归档', en: 'Archive' }, archiveOf: { zh: '归档“{title}”', en: 'Archive “{title}”' }, archived: { zh: '已归档“{title}”', en: '“{title}” is archived' }, undo: { zh: '撤销', en: 'Undo' }, archiveTitle: { zh: '归档“{title}”？', en: 'Archive “{title}”?' }, archiveUndo: { zh: '可以随时恢复。', en: 'It can be restored at any time.' },
});
