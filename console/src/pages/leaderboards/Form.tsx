import { DeleteOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Input, Segmented, Select, Switch } from 'antd';
import { useWorkspace } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { Amount } from '@/parts/docs/Amount';
import type { FormProps } from '@/parts/docs/DocumentEditor';
import { ExpressionInput } from '@/parts/docs/ExpressionInput';
import { Gifts } from '@/parts/docs/Gifts';
import { Names } from '@/parts/docs/Names';
import { wrongAt } from '@/parts/docs/useCheck';
import { DayInput, isMoment } from '@/parts/fields/DayInput';
import { Field } from '@/parts/fields/Field';
import { Card } from '@/parts/page/Card';
import { list, nameRules, nextRange, orders, orNone, periods, put, rangeOf, ranksOf, replaceAt, tieRules, without, type Doc, type Prize } from './doc';
import { strings } from './strings';

type Props = FormProps<Doc>;

function Prizes({ doc, onChange, mistake }: Props) {
  const t = useStrings(strings), prizes = list(doc.prizes);
  const set = (i: number, p: Prize, merge?: string) => onChange(put(doc, { prizes: replaceAt(prizes, i, p) }), merge ?? null);
  return (
    <Card title={t('prizesTitle')} help={t('prizesHelp')} extra={<Button size="small" icon={<PlusOutlined />} disabled={prizes.length >= 20} onClick={() => onChange(put(doc, { prizes: [...prizes, { ranks: nextRange(prizes), rewards: [] }] }))}>{t('addPrize')}</Button>}>
      {prizes.map((x, i) => {
        const [from, to] = rangeOf(x), at = `prizes.${i}`;
        return (
          <div key={i} className="brd-range" role="group" aria-label={t('ranksN', { from, to })}>
            <Field label={t('fromRank')} error={wrongAt(mistake, `${at}.ranks`)}><Input inputMode="numeric" value={from} onChange={(e) => set(i, put(x, { ranks: ranksOf(e.target.value.trim(), from === to ? e.target.value.trim() : to) }), `${at}.from`)} /></Field>
            <Field label={t('toRank')}><Input inputMode="numeric" value={to} onChange={(e) => set(i, put(x, { ranks: ranksOf(from, e.target.value.trim()) }), `${at}.to`)} /></Field>
            <Gifts title={t('rewards')} gifts={list(x.rewards)} path={`${at}.rewards`} mistake={mistake} onChange={(rewards) => set(i, put(x, { rewards }))} />
            <Button type="text" icon={<DeleteOutlined />} aria-label={`${t('removePrize')} ${i + 1}`} onClick={() => onChange(put(doc, { prizes: orNone(without(prizes, i)) }))} />
          </div>
        );
      })}
      {mistake?.path === 'prizes' && <p className="field-note field-error" role="alert">{wrongAt(mistake, 'prizes')}</p>}
    </Card>
  );
}

const budgets = [['times', 'budgetTimes'], ['points', 'budgetPoints'], ['coupons', 'budgetCoupons']] as const;
const dates = ['from', 'until', 'review'] as const;

/** The whole document in fields. */
export function Form(props: Props) {
  const { doc, onChange, mistake } = props;
  const t = useStrings(strings), { currency } = useWorkspace();
  const wrong = (path: string) => wrongAt(mistake, path);
  const hours = doc.settle?.hours ?? (doc.settle?.days !== undefined ? Number(doc.settle.days) * 24 : doc.settle?.minutes !== undefined ? Number(doc.settle.minutes) / 60 : undefined);
  const budget = (key: (typeof budgets)[number][0], v: string | number | undefined) => { const next = put(doc.budget ?? {}, { [key]: v }); onChange(put(doc, { budget: Object.keys(next).length ? next : undefined }), `budget.${key}`); };
  return (
    <>
      <Card title={t('naming')}><div className="doc-grid"><Names value={doc.title} path="title" mistake={mistake} onChange={(title, lang) => onChange(put(doc, { title }), `title.${lang}`)} /></div></Card>
      <Card title={t('counting')}>
        <ExpressionInput label={t('score')} help={t('scoreHelp')} value={doc.score ?? ''} onChange={(v) => onChange(put(doc, { score: v.trim() ? v : undefined }), 'score')} />
        {wrong('score') && <p className="field-note field-error" role="alert">{wrong('score')}</p>}
        <ExpressionInput label={t('people')} help={t('peopleHelp')} value={doc.people ?? ''} onChange={(v) => onChange(put(doc, { people: v.trim() ? v : undefined }), 'people')} />
        {wrong('people') && <p className="field-note field-error" role="alert">{wrong('people')}</p>}
        <div className="doc-grid">
          <div className="field"><span className="field-label">{t('period')}</span><Segmented aria-label={t('period')} value={doc.period ?? 'once'} onChange={(v) => onChange(put(doc, { period: v === 'once' ? undefined : v }))} options={periods.map((x) => ({ value: x, label: t(`p_${x}`) }))} />{wrong('period') && <p className="field-note field-error" role="alert">{wrong('period')}</p>}</div>
          <div className="field"><span className="field-label">{t('order')}</span><Segmented aria-label={t('order')} value={doc.order ?? 'highest'} onChange={(v) => onChange(put(doc, { order: v === 'highest' ? undefined : v }))} options={orders.map((x) => ({ value: x, label: t(x) }))} /></div>
          <Field label={t('ties')}><Select value={doc.ties ?? 'shared'} options={tieRules.map((x) => ({ value: x, label: t(x) }))} onChange={(v) => onChange(put(doc, { ties: v === 'shared' ? undefined : v }))} /></Field>
          <Field label={t('minimum')} help={t('minimumHelp')} error={wrong('minimum')}><Amount label={t('minimum')} value={doc.minimum} onChange={(v) => onChange(put(doc, { minimum: v }), 'minimum')} /></Field>
          <Field label={t('settleHours')} help={t('settleHelp')} error={wrong('settle')}><Amount label={t('settleHours')} value={hours} onChange={(v) => onChange(put(doc, { settle: v === undefined ? undefined : { hours: v } }), 'settle')} /></Field>
          <Field label={t('show')} help={t('showHelp')} error={wrong('show')}><Amount label={t('show')} value={doc.show} onChange={(v) => onChange(put(doc, { show: v }), 'show')} /></Field>
          <div className="field"><span className="field-label">{t('names')}</span><Segmented aria-label={t('names')} value={doc.names ?? 'masked'} onChange={(v) => onChange(put(doc, { names: v === 'masked' ? undefined : v }))} options={nameRules.map((x) => ({ value: x, label: t(x) }))} /></div>
        </div>
      </Card>
      <Prizes {...props} />
      <Card title={t('launch')}>
        <div className="doc-grid">
          {budgets.map(([key, label]) => <Field key={key} label={t(label)} error={wrong(`budget.${key}`) ?? (key === 'times' && mistake?.path === 'budget' ? wrong('budget') : null)}><Amount label={t(label)} value={doc.budget?.[key]} onChange={(v) => budget(key, v)} /></Field>)}
          <Field label={t('unitCost')} error={wrong('unit_cost')}><Amount label={t('unitCost')} value={doc.unit_cost} suffix={currency} width={160} onChange={(v) => onChange(put(doc, { unit_cost: v }), 'unit_cost')} /></Field>
          {dates.map((d) => <Field key={d} label={t(d === 'until' && isMoment(doc.until) ? 'untilMoment' : d)} error={wrong(d)}><DayInput value={doc[d]} onChange={(v) => onChange(put(doc, { [d]: v }), d)} /></Field>)}
          <Field label={t('holdout')} help={t('holdoutHelp')} error={wrong('holdout')}><Input value={doc.holdout === undefined ? '' : String(doc.holdout)} onChange={(e) => onChange(put(doc, { holdout: e.target.value || undefined }), 'holdout')} /></Field>
        </div>
        <label className="tsk-switch"><Switch checked={doc.active ?? false} onChange={(active) => onChange(put(doc, { active }))} /> {t('active')}</label>
        <p className="field-note">{t('activeHelp')}</p>
      </Card>
    </>
  );
}
