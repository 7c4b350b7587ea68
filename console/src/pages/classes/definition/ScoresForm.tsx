import { Checkbox, Input, Select } from 'antd';
import type { ClassificationPreview } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { decimalOf, setMethod, setReference, setScore, type Method, type ReferenceDoc, type ScoreDoc } from '../logic/doc';
import { isWhole } from '../logic/scores';
import type { FormPartProps } from './FormEditor';
import { strings } from './strings';

const methods: readonly Method[] = ['quantile', 'mean', 'median', 'fixed'], cuts: readonly ReferenceDoc['by'][] = ['mean', 'median', 'fixed'];
const BINS_MAX = 100;

/** How measures are cut into scores, and the reference values rules compare with. */
export function ScoresForm({ doc, onChange, errors, thresholds }: FormPartProps & { thresholds: ClassificationPreview['thresholds'] }) {
  const t = useStrings(strings);
  const words = { quantile: t('quantile'), mean: t('mean'), median: t('median'), fixed: t('fixed') };
  const score = (name: string, s: ScoreDoc) => {
    const error = errors.get(`scores.${name}`) ?? [...errors].find(([k]) => k.startsWith(`scores.${name}.`))?.[1];
    const inForce = thresholds.find((x) => x.score === name)?.at ?? [];
    const fixed = s.thresholds ?? [], n = fixed.length + 1;
    return (
      <div key={name} className="editor-score">
        <b>{name} <code>{s.of}</code></b>
        <Field label={t('method')}><Select value={s.by} onChange={(by) => onChange(setMethod(doc, name, by, inForce, isWhole(doc.measures?.[s.of] ?? '')))} options={methods.map((m) => ({ value: m, label: words[m] }))} /></Field>
        <div className="editor-cuts">
          {s.by === 'quantile' && <Field label={t('bins')}><Input inputMode="numeric" maxLength={3} value={s.bins ?? 5} onChange={(e) => { const v = Number(e.target.value.replace(/\D/g, '')); if (v > 0 && v <= BINS_MAX) onChange(setScore(doc, name, { bins: v })); }} /></Field>}
          {s.by === 'fixed' && fixed.map((v, i) => (
            <Field key={i} label={t('thresholdN', { score: name, n: s.descending ? n - i : i + 2 })}>
              <Input inputMode="decimal" value={String(v)} onChange={(e) => onChange(setScore(doc, name, { thresholds: fixed.map((x, k) => (k === i ? decimalOf(e.target.value) : x)) }))} />
            </Field>
          ))}
          <Checkbox checked={s.descending ?? false} onChange={(e) => onChange(setScore(doc, name, { descending: e.target.checked }))}>{t('smallHigh')}</Checkbox>
        </div>
        {error && <p className="editor-error" role="alert">{error}</p>}
      </div>
    );
  };
  const reference = (name: string, r: ReferenceDoc) => (
    <div key={name} className="editor-score">
      <b>{name} <code>{r.of}</code></b>
      <Field label={t('method')}><Select value={r.by} onChange={(by) => onChange(setReference(doc, name, by))} options={cuts.map((m) => ({ value: m, label: words[m] }))} /></Field>
      <div className="editor-cuts">{r.by === 'fixed' && <Field label={t('value')}><Input inputMode="decimal" value={String(r.value ?? '')} onChange={(e) => onChange(setReference(doc, name, 'fixed', decimalOf(e.target.value)))} /></Field>}</div>
      {errors.get(`references.${name}`) && <p className="editor-error" role="alert">{errors.get(`references.${name}`)}</p>}
    </div>
  );
  return (
    <Card title={t('scores')}>
      <div className="editor-rows">
        {Object.entries(doc.scores ?? {}).map(([name, s]) => score(name, s))}
        {Object.entries(doc.references ?? {}).map(([name, r]) => reference(name, r))}
      </div>
    </Card>
  );
}
