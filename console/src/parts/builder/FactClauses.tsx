/* Rows about what a person has: points, usable coupons, the level and membership of a programme. */
import { Select } from 'antd';
import { usePick } from '@/i18n/lang';
import type { ClauseProps, Of } from './clauses';
import { useBuilder } from './context';
import { factOps, newFact, withOp } from './make';
import { ValuesInput } from './ValuesInput';
import { opName, useWords } from './words';

const narrow = { popupMatchSelectWidth: false } as const;
const fns = ['points', 'coupons', 'tier'] as const;
const lists = { points: 'currencies', coupons: 'coupons', tier: 'programmes' } as const;
const labels = { points: 'factPoints', coupons: 'factCoupons', tier: 'factTier' } as const;
const hints = { points: 'currencyHint', coupons: 'couponHint', tier: 'programmeHint' } as const;

/** A slug among what there is; one that is gone stays to be seen. */
function Slug({ of, value, hint, onChange }: { of: 'currencies' | 'coupons' | 'programmes'; value: string; hint: string; onChange: (slug: string) => void }) {
  const pick = usePick(), { vocabulary } = useBuilder();
  const options = (vocabulary?.[of] ?? []).map((x) => ({ value: x.slug, label: pick(x.title) || x.slug, search: `${x.slug} ${x.title.zh} ${x.title.en}` }));
  if (value && !options.some((o) => o.value === value)) options.push({ value, label: value, search: value });
  return <Select className="rule-prop" aria-label={hint} placeholder={hint} value={value || undefined} onChange={onChange} options={options} showSearch={{ optionFilterProp: 'search' }} popupMatchSelectWidth={200} status={value ? '' : 'warning'} />;
}

export function FactClause({ clause: c, onChange }: ClauseProps<Of<'fact'>>) {
  const t = useWords(), pick = usePick(), { vocabulary } = useBuilder();
  const ops = factOps(c.fn), many = c.op === 'in' || c.op === 'not in';
  const levels = [...(vocabulary?.programmes.find((p) => p.slug === c.slug)?.levels ?? []).map((l) => ({ value: l.slug, label: pick(l.title) || l.slug })), { value: 'none', label: t('noMember') }];
  return (
    <div className="rule-line">
      <Select aria-label={t('factOf')} value={c.fn} onChange={(fn) => onChange(newFact(fn, vocabulary))} options={fns.map((f) => ({ value: f, label: t(labels[f]) }))} {...narrow} />
      <Slug of={lists[c.fn]} value={c.slug} hint={t(hints[c.fn])} onChange={(slug) => onChange({ ...c, slug, values: c.fn === 'tier' ? [] : c.values })} />
      <Select aria-label={t('op')} value={c.op} onChange={(op) => onChange(withOp(c, op))} options={(ops.includes(c.op) ? ops : [...ops, c.op]).map((o) => ({ value: o, label: opName(t, o, c.type) }))} {...narrow} />
      {c.fn !== 'tier' ? <ValuesInput op={c.op} type="number" values={c.values} samples={[]} onChange={(values) => onChange({ ...c, values }, 'values')} />
        : many ? <Select className="rule-values" mode="multiple" aria-label={t('levelHint')} placeholder={t('levelHint')} value={c.values} onChange={(values) => onChange({ ...c, values })} options={levels} showSearch={{ optionFilterProp: 'label' }} status={c.values.length === 0 ? 'warning' : ''} />
        : <Select className="rule-values" aria-label={t('levelHint')} placeholder={t('levelHint')} value={c.values[0] || undefined} onChange={(v: string) => onChange({ ...c, values: [v] })} options={levels} showSearch={{ optionFilterProp: 'label' }} status={c.values[0] ? '' : 'warning'} />}
    </div>
  );
}

export function MemberClause({ clause: c, onChange }: ClauseProps<Of<'member'>>) {
  const t = useWords();
  return (
    <div className="rule-line">
      <Select aria-label={t('member')} value={c.not} onChange={(not) => onChange({ ...c, not })} options={[{ value: false, label: t('isMember') }, { value: true, label: t('noMemberOf') }]} {...narrow} />
      <Slug of="programmes" value={c.slug} hint={t('programmeHint')} onChange={(slug) => onChange({ ...c, slug })} />
    </div>
  );
}
