import { Input } from 'antd';
import type { ClassificationPreview } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useLang, useStrings } from '@/i18n/lang';
import { Card } from '@/parts/page/Card';
import { Field } from '@/parts/fields/Field';
import { descriptionOf, setDescription, setMeasure, setWindow, windows, type Doc } from '../logic/doc';
import { ClassesForm } from './ClassesForm';
import { ScoresForm } from './ScoresForm';
import { strings } from './strings';
import './Editor.css';

export interface FormPartProps {
  doc: Doc;
  onChange: (d: Doc) => void;
  /** What the server refuses, by field: classes.2.when */
  errors: ReadonlyMap<string, string>;
}

function Names({ doc, onChange, errors }: FormPartProps) {
  const t = useStrings(strings), { lang } = useLang();
  return (
    <Card title={t('names')}>
      <div className="editor-grid">
        <Field label={t('titleZh')} error={errors.get('title.zh') ?? errors.get('title')}><Input value={doc.title.zh} maxLength={120} onChange={(e) => onChange({ ...doc, title: { ...doc.title, zh: e.target.value } })} /></Field>
        <Field label={t('titleEn')} error={errors.get('title.en')}><Input value={doc.title.en} maxLength={120} onChange={(e) => onChange({ ...doc, title: { ...doc.title, en: e.target.value } })} /></Field>
        <div className="editor-wide"><Field label={t('description')} error={errors.get('description')}><Input.TextArea autoSize={{ minRows: 2, maxRows: 6 }} value={descriptionOf(doc)[lang]} onChange={(e) => onChange(setDescription(doc, lang, e.target.value))} /></Field></div>
      </div>
    </Card>
  );
}

function Windows({ doc, onChange }: FormPartProps) {
  const t = useStrings(strings), f = useFormat();
  const units: Record<string, string> = { minute: t('minute'), hour: t('hour'), day: t('dayUnit'), week: t('week'), month: t('month'), quarter: t('quarter'), year: t('yearUnit') };
  const found = windows(doc);
  if (found.length === 0) return null;
  return (
    <Card title={t('windows')} help={t('windowsHelp')}>
      <div className="editor-windows">
        {found.map((w, i) => (
          <div key={i} className="editor-window">
            <label className="editor-inline">{t('last')} <Input inputMode="numeric" maxLength={5} value={w.n} onChange={(e) => { const n = Number(e.target.value.replace(/\D/g, '')); if (n > 0) onChange(setWindow(doc, w, n)); }} /> {units[w.unit]}</label>
            <span>{t('usedIn', { where: w.where.join(f.lang === 'zh' ? '、' : ', ') })}</span>
          </div>
        ))}
      </div>
    </Card>
  );
}

function Measures({ doc, onChange, errors }: FormPartProps) {
  const t = useStrings(strings);
  const all = Object.entries(doc.measures ?? {});
  return (
    <Card title={t('measures')} help={t('measuresHelp')}>
      <div className="editor-rows">
        {all.map(([name, text]) => <Field key={name} label={name} error={errors.get(`measures.${name}`)}><Input.TextArea className="editor-code" autoSize value={text} spellCheck={false} onChange={(e) => onChange(setMeasure(doc, name, e.target.value))} /></Field>)}
        {(doc.scores || doc.references || doc.population) && <Field label={t('population')} help={t('populationHelp')} error={errors.get('population')}><Input className="editor-code" value={doc.population ?? ''} spellCheck={false} onChange={(e) => { const { population: _, ...rest } = doc; onChange(e.target.value === '' ? rest : { ...doc, population: e.target.value }); }} /></Field>}
      </div>
    </Card>
  );
}

/** The definition in fields.  Rules stay text: a language of their own is clearer than fifty boxes. */
export function FormEditor(props: FormPartProps & { thresholds: ClassificationPreview['thresholds'] }) {
  const { doc, onChange, errors, thresholds } = props, part = { doc, onChange, errors };
  return (
    <>
      <Names {...part} />
      <Windows {...part} />
      {(Object.keys(doc.scores ?? {}).length > 0 || Object.keys(doc.references ?? {}).length > 0) && <ScoresForm {...part} thresholds={thresholds} />}
      <ClassesForm {...part} />
      {Object.keys(doc.measures ?? {}).length > 0 && <Measures {...part} />}
    </>
  );
}
