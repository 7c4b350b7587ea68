import { Select } from 'antd';
import { useStrings } from '@/i18n/lang';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { joinKind, joinWhen, setJoin, type Doc, type Join } from './doc';
import { Enrols } from './Enrols';
import { ExpressionInput } from '@/parts/docs/ExpressionInput';
import { Plans } from './Plans';
import { strings } from './strings';
import { wrongAt, type Mistake } from '@/parts/docs/useCheck';

export interface PartProps { doc: Doc; onChange: (d: Doc, merge?: string) => void; mistake: Mistake | null }

/** Who may join and how; of paid programmes the plans. */
export function Joining({ doc, onChange, mistake }: PartProps) {
  const t = useStrings(strings);
  const kind = joinKind(doc.join), when = joinWhen(doc.join);
  const ofWhen = wrongAt(mistake, 'join');
  return (
    <Card title={t('joining')}>
      <div className="prg-rows">
        <div className="prg-grid"><Field label={t('joining')} error={kind !== 'rule' && ofWhen}><Select value={kind} onChange={(k) => onChange(setJoin(doc, k))} options={[{ value: 'open' as const, label: t('open') }, { value: 'rule' as const, label: t('rule') }, { value: 'paid' as const, label: t('paid') }]} /></Field></div>
        {kind === 'rule' && <><ExpressionInput label={t('joinWhen')} help={t('joinWhenHelp')} value={when} onChange={(w) => onChange({ ...doc, join: { ...(doc.join as Exclude<Join, string>), when: w } }, 'join.when')} />{ofWhen && when === '' && <p className="field-note field-error" role="alert">{ofWhen}</p>}</>}
        {kind !== 'paid' && <Enrols doc={doc} onChange={onChange} mistake={mistake} />}
        {kind === 'paid' && <Plans doc={doc} onChange={onChange} mistake={mistake} />}
      </div>
    </Card>
  );
}
