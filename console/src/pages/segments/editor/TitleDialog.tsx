import { Input, Modal } from 'antd';
import { retold } from '@/i18n/format';
import { useLang, useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { Field } from '@/parts/fields/Field';
import { CopyText } from '@/parts/text/CopyText';
import { strings } from '../strings';
import type { Doc } from './doc';

/** Name in both languages and description: part of the draft like the rule. */
export function TitleDialog({ doc, slug, onChange, onClose }: { doc: Doc; slug: string | null; onChange: (p: Partial<Doc>, merge: string) => void; onClose: () => void }) {
  const t = useStrings(strings), c = useStrings(common);
  const { lang } = useLang();
  const name = (l: 'zh' | 'en') => (
    <Field key={l} label={t(l === 'zh' ? 'titleZh' : 'titleEn')} {...(l !== lang ? { help: t('titleHelp') } : {})}>
      <Input lang={l === 'zh' ? 'zh-CN' : 'en'} autoFocus={l === lang} value={doc.title[l]} maxLength={120} onPressEnter={onClose} onChange={(e) => onChange({ title: { ...doc.title, [l]: e.target.value } }, `title:${l}`)} />
    </Field>
  );
  return (
    <Modal open title={t('titleEdit')} onCancel={onClose} onOk={onClose} okText={c('close')} cancelButtonProps={{ style: { display: 'none' } }} destroyOnHidden>
      <div className="form">
        {lang === 'zh' ? [name('zh'), name('en')] : [name('en'), name('zh')]}
        <Field label={t('description')}><Input.TextArea value={doc.description[lang]} maxLength={4000} autoSize={{ minRows: 2, maxRows: 8 }} onChange={(e) => onChange({ description: retold(doc.description, lang, e.target.value) }, 'description')} /></Field>
        {slug !== null && <div className="field"><span className="field-label">{t('slug')}</span><CopyText text={slug} /></div>}
      </div>
    </Modal>
  );
}
