import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Input } from 'antd';
import { usePick, useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { addClass, moveClass, removeClass, setClass, type ClassDoc } from '../logic/doc';
import type { FormPartProps } from './FormEditor';
import { strings } from './strings';

/** The classes in the order in which they are tried. */
export function ClassesForm({ doc, onChange, errors }: FormPartProps) {
  const t = useStrings(strings), pick = usePick();
  const ranked = doc.classes.some((c) => c.rank !== undefined);
  const one = (c: ClassDoc, i: number) => {
    const name = pick(c.title) || c.name, edit = (patch: Partial<ClassDoc>) => onChange(setClass(doc, i, patch)), title = c.title ?? { zh: '', en: '' };
    const error = (field: string) => errors.get(`classes.${i}.${field}`);
    return (
      <div key={i} className="editor-class" role="group" aria-label={name}>
        <div className="editor-moves">
          <Button type="text" size="small" icon={<ArrowUpOutlined />} aria-label={t('moveUp', { name })} disabled={i === 0} onClick={() => onChange(moveClass(doc, i, -1))} />
          <span className="num">{i + 1}</span>
          <Button type="text" size="small" icon={<ArrowDownOutlined />} aria-label={t('moveDown', { name })} disabled={i === doc.classes.length - 1} onClick={() => onChange(moveClass(doc, i, 1))} />
          <Button type="text" size="small" danger icon={<DeleteOutlined />} aria-label={t('removeClass', { name })} disabled={doc.classes.length === 1} onClick={() => onChange(removeClass(doc, i))} />
        </div>
        <div className={ranked ? 'editor-class-body editor-class-ranked' : 'editor-class-body'}>
          <Field label={t('titleZh')} error={error('title')}><Input value={title.zh} onChange={(e) => edit({ title: { ...title, zh: e.target.value } })} /></Field>
          <Field label={t('titleEn')}><Input value={title.en} onChange={(e) => edit({ title: { ...title, en: e.target.value } })} /></Field>
          <Field label={t('className')} error={error('name')}><Input className="editor-code" value={c.name} spellCheck={false} onChange={(e) => edit({ name: e.target.value })} /></Field>
          {ranked && <Field label={<span title={t('rankHelp')}>{t('rank')}</span>} error={error('rank')}><Input inputMode="numeric" value={c.rank ?? 0} onChange={(e) => { const n = Number(e.target.value.replace(/[^\d-]/g, '')); if (Number.isInteger(n)) edit({ rank: n }); }} /></Field>}
          <div className="editor-wide"><Field label={t('rule')} error={error('when') ?? errors.get(`classes.${i}`)}><Input.TextArea className="editor-code" autoSize value={c.when} spellCheck={false} onChange={(e) => edit({ when: e.target.value })} /></Field></div>
        </div>
      </div>
    );
  };
  return (
    <Card title={t('classes')} help={t('rulesHelp')}>
      {doc.classes.map(one)}
      <Button icon={<PlusOutlined />} onClick={() => onChange(addClass(doc, { zh: strings.newClass.zh, en: strings.newClass.en }))}>{t('addClass')}</Button>
      {errors.get('classes') && <p className="editor-error" role="alert">{errors.get('classes')}</p>}
    </Card>
  );
}
