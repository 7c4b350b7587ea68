import { Segmented, Select, Switch } from 'antd';
import { useMemo } from 'react';
import { useApi } from '@/api/hooks';
import { useWorkspace } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { Amount } from '@/parts/docs/Amount';
import type { FormProps } from '@/parts/docs/DocumentEditor';
import { ExpressionInput } from '@/parts/docs/ExpressionInput';
import { Names } from '@/parts/docs/Names';
import { wrongAt } from '@/parts/docs/useCheck';
import { Field } from '@/parts/fields/Field';
import { useNames } from '@/parts/members/useNames';
import { Card } from '@/parts/page/Card';
import { byPercent, groupOf, groups, list, orNone, priced, put, retyped, types, type Doc, type Group, type Known } from './doc';
import { Items } from './Items';
import { Moment } from './Moment';
import { strings } from './strings';

type Props = FormProps<Doc> & { first: Known | undefined };

function People({ doc, onChange, mistake }: Props) {
  const t = useStrings(strings), names = useNames(), group = groupOf(doc), of = typeof doc.people === 'object' ? doc.people : {};
  const wrong = (path: string) => wrongAt(mistake, path);
  const programmes = names.programmes(of.programme);
  const choose = (g: Group) => onChange(put(doc, { people: g === 'all' ? undefined : g === 'rule' ? '' : { programme: programmes[0]?.value ?? '' } }));
  return (
    <Card title={t('people')}>
      <div className="prm-rows">
        <div><Segmented aria-label={t('people')} value={group} onChange={choose} options={groups.map((g) => ({ value: g, label: t(`p_${g}`), disabled: g === 'programme' && programmes.length === 0 && group !== g }))} /></div>
        {group !== 'programme' && programmes.length === 0 && <p className="field-note">{t('noProgramme')}</p>}
        {group === 'programme' && <div className="doc-grid">
          <Field label={t('programme')} error={wrong('people.programme') ?? (mistake?.path === 'people' ? wrong('people') : null)}><Select value={of.programme || undefined} options={programmes} onChange={(programme) => onChange(put(doc, { people: { programme } }))} /></Field>
          <Field label={t('level')} help={t('levelHelp')} error={wrong('people.level')}><Select value={of.level ?? ''} options={[{ value: '', label: t('anyLevel') }, ...names.levels(of.programme ?? '', of.level)]} onChange={(level: string) => onChange(put(doc, { people: put(of, { level: level || undefined }) }))} /></Field>
        </div>}
        {group === 'rule' && <>
          <ExpressionInput label={t('p_rule')} value={typeof doc.people === 'string' ? doc.people : ''} onChange={(people) => onChange(put(doc, { people }), 'people')} />
          {wrong('people') && <p className="field-note field-error" role="alert">{wrong('people')}</p>}
        </>}
      </div>
    </Card>
  );
}

function Percent({ doc, onChange, mistake }: Props) {
  const t = useStrings(strings), scope = doc.scope ?? {};
  const tree = useApi('getCategories', {}, { live: false }), brands = useApi('getBrands', {}, { live: false });
  const categories = useMemo(() => (tree.data?.items ?? []).map((c) => ({ value: c.id, label: `${'\u3000'.repeat(c.depth)}${c.name}` })), [tree.data]);
  const narrow = (k: 'categories' | 'brands', v: string[]) => { const next = put(scope, { [k]: orNone(v.map((x) => x.trim()).filter(Boolean)) }); onChange(put(doc, { scope: Object.keys(next).length ? next : undefined })); };
  return (
    <div className="doc-grid">
      <Field label={t('percentOff')} help={t('percentHelp')} error={wrongAt(mistake, 'percent_off')}><Amount label={t('percentOff')} value={doc.percent_off} suffix="%" onChange={(v) => onChange(put(doc, { percent_off: v ?? '' }), 'percent_off')} /></Field>
      <Field label={t('categories')} help={t('categoriesHelp')} error={wrongAt(mistake, 'scope.categories')}><Select mode="tags" placeholder={t('allCategories')} value={[...list(scope.categories)]} options={categories} showSearch={{ optionFilterProp: 'label' }} onChange={(v: string[]) => narrow('categories', v)} /></Field>
      <Field label={t('brands')} error={wrongAt(mistake, 'scope.brands')}><Select mode="tags" placeholder={t('allBrands')} value={[...list(scope.brands)]} options={(brands.data?.items ?? []).map((b) => ({ value: b.name, label: b.name }))} showSearch={{ optionFilterProp: 'label' }} onChange={(v: string[]) => narrow('brands', v)} /></Field>
    </div>
  );
}

/** The whole document in fields. */
export function Form(props: Props) {
  const { doc, onChange, mistake, first } = props;
  const t = useStrings(strings), { currency } = useWorkspace();
  const wrong = (path: string) => wrongAt(mistake, path), type = doc.type ?? 'flash_sale', open = type === 'member_price', rest = doc.rest ?? {};
  const restAt = (k: 'from' | 'until', v: string | undefined) => { const next = put(rest, { [k]: v }); onChange(put(doc, { rest: Object.keys(next).length ? next : undefined }), `rest.${k}`); };
  return (
    <>
      <Card title={t('basics')}>
        <div className="doc-grid">
          <div className="field doc-wide"><div><Segmented aria-label={t('type')} value={type} onChange={(v) => onChange(retyped(doc, v, first))} options={types.map((x) => ({ value: x, label: t(x) }))} /></div><span className={wrong('type') ? 'field-note field-error' : 'field-note'}>{wrong('type') || t(`about_${type}`)}</span></div>
          <Names value={doc.title} path="title" mistake={mistake} onChange={(title, lang) => onChange(put(doc, { title }), `title.${lang}`)} />
          <Moment label={t('from')} value={doc.from} error={wrong('from')} help={t(open ? 'openHelp' : 'fromHelp')} onChange={(v) => onChange(put(doc, { from: v }), 'from')} />
          <Moment label={t('until')} value={doc.until} error={wrong('until')} help={t('untilHelp')} onChange={(v) => onChange(put(doc, { until: v }), 'until')} />
          {type === 'pre_sale' && <>
            <Moment label={t('restFrom')} value={rest.from} error={wrong('rest.from')} onChange={(v) => restAt('from', v)} />
            <Moment label={t('restUntil')} value={rest.until} error={wrong('rest.until')} help={t('restHelp')} onChange={(v) => restAt('until', v)} />
          </>}
        </div>
      </Card>
      <People {...props} />
      {open && <Card title={t('pricing')}>
        <div className="prm-rows">
          <div><Segmented aria-label={t('pricing')} value={byPercent(doc) ? 'percent' : 'items'} onChange={(v) => onChange(priced(doc, v === 'percent', first))} options={[{ value: 'percent', label: t('byPercent') }, { value: 'items', label: t('byItem') }]} /></div>
          {byPercent(doc) && <Percent {...props} />}
        </div>
      </Card>}
      {!byPercent(doc) && <Items {...props} />}
      <Card title={t('bounds')}>
        <div className="doc-grid">
          <Field label={t('limitAll')} help={t('limitAllHelp')} error={wrong('per_person')}><Amount label={t('limitAll')} value={doc.per_person} placeholder={t('unlimited')} onChange={(v) => onChange(put(doc, { per_person: v }), 'per_person')} /></Field>
          <Field label={t('budgetOf')} help={t('budgetHelp')} error={wrong('budget')}><Amount label={t('budgetOf')} value={doc.budget} suffix={currency} placeholder={t('unlimited')} onChange={(v) => onChange(put(doc, { budget: v }), 'budget')} /></Field>
        </div>
        <label className="prm-switch"><Switch size="small" checked={doc.restock ?? true} onChange={(v) => onChange(put(doc, { restock: v ? undefined : false }))} /> {t('restock')}</label>
        {wrong('restock') && <p className="field-note field-error" role="alert">{wrong('restock')}</p>}
      </Card>
    </>
  );
}
