import { Input, Switch } from 'antd';
import { useStrings } from '@/i18n/lang';
import { useWorkspace } from '@/hooks/workspace';
import { Amount } from '@/parts/docs/Amount';
import type { FormProps } from '@/parts/docs/DocumentEditor';
import { wrongAt } from '@/parts/docs/useCheck';
import { DayInput, isMoment } from '@/parts/fields/DayInput';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { put, type Doc } from './doc';
import { strings } from './strings';

const budgets = [['times', 'budgetTimes'], ['points', 'budgetPoints'], ['coupons', 'budgetCoupons']] as const;
const dates = ['from', 'until', 'review'] as const;

/** What must be said before something is given: budget, cost, dates, who is held out. */
export function LaunchFields({ doc, onChange, mistake }: FormProps<Doc>) {
  const t = useStrings(strings), { currency } = useWorkspace();
  const budget = (key: (typeof budgets)[number][0], v: string | number | undefined) => {
    const next = put(doc.budget ?? {}, { [key]: v });
    return put(doc, { budget: Object.keys(next).length ? next : undefined });
  };
  return (
    <Card title={t('launch')}>
      <div className="doc-grid">
        {budgets.map(([key, label]) => <Field key={key} label={t(label)} error={wrongAt(mistake, `budget.${key}`) ?? (key === 'times' ? (mistake?.path === 'budget' ? wrongAt(mistake, 'budget') : null) : null)}><Amount label={t(label)} value={doc.budget?.[key]} onChange={(v) => onChange(budget(key, v), `budget.${key}`)} /></Field>)}
        <Field label={t('unitCost')} error={wrongAt(mistake, 'unit_cost')}><Amount label={t('unitCost')} value={doc.unit_cost} suffix={currency} width={160} onChange={(v) => onChange(put(doc, { unit_cost: v }), 'unit_cost')} /></Field>
        {dates.map((d) => <Field key={d} label={t(d === 'until' && isMoment(doc.until) ? 'untilMoment' : d)} error={wrongAt(mistake, d)}><DayInput value={doc[d]} onChange={(v) => onChange(put(doc, { [d]: v }), d)} /></Field>)}
        <Field label={t('holdout')} help={t('holdoutHelp')} error={wrongAt(mistake, 'holdout')}><Input value={doc.holdout === undefined ? '' : String(doc.holdout)} onChange={(e) => onChange(put(doc, { holdout: e.target.value || undefined }), 'holdout')} /></Field>
      </div>
      <label className="tsk-switch"><Switch checked={doc.active ?? false} onChange={(active) => onChange(put(doc, { active }))} /> {t('active')}</label>
      <p className="field-note">{t('activeHelp')}</p>
    </Card>
  );
}
