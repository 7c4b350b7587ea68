/* Rows about a person's own days and about uploaded lists. */
import { InputNumber, Select } from 'antd';
import { useApi } from '@/api/hooks';
import { usePick } from '@/i18n/lang';
import { identities } from '@/parts/people/identities';
import type { ClauseProps, Of } from './clauses';
import { useBuilder } from './context';
import { useWords } from './words';

const narrow = { popupMatchSelectWidth: false } as const;
const units = ['day', 'week', 'month', 'year'] as const;

export function AnniversaryClause({ clause: c, onChange }: ClauseProps<Of<'anniversary'>>) {
  const t = useWords(), pick = usePick();
  const { vocabulary } = useBuilder();
  const options = (vocabulary?.attributes ?? []).filter((a) => a.types.includes('time') || a.types.length === 0).map((a) => ({ value: a.name, label: pick(a.title) || a.name }));
  if (c.name && !options.some((o) => o.value === c.name)) options.push({ value: c.name, label: c.name });
  return (
    <div className="rule-line">
      <Select className="rule-prop" aria-label={t('attribute')} placeholder={t('attributeHint')} value={c.name || undefined} onChange={(name) => onChange({ ...c, name })} options={options} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={220} status={c.name ? '' : 'warning'} />
      <span className="rule-word">{t('anniversaryOf')}</span>
      <Select aria-label={t('when')} value={c.when} onChange={(when) => onChange({ ...c, when })} options={[{ value: 'next', label: t('next') }, { value: 'last', label: t('past') }]} {...narrow} />
      <InputNumber className="rule-n" aria-label={t('wN')} min={1} max={366} precision={0} controls={false} value={c.n} onChange={(n) => n && onChange({ ...c, n }, 'n')} />
      <Select aria-label={t('wUnit')} value={c.unit} onChange={(unit) => onChange({ ...c, unit })} options={units.map((u) => ({ value: u, label: t(u) }))} {...narrow} />
    </div>
  );
}

export function ListClause({ clause: c, onChange }: ClauseProps<Of<'list'>>) {
  const t = useWords(), pick = usePick();
  const { vocabulary } = useBuilder();
  const lists = useApi('listResources', { kind: 'list' });
  const known = (lists.data?.items ?? []).map((r) => ({ value: r.slug, label: pick(r.title) || r.slug }));
  if (c.slug && !known.some((o) => o.value === c.slug)) known.push({ value: c.slug, label: c.slug });
  const ids = identities.map((i) => ({ value: i.name as string, label: pick(i) }));
  const own = (vocabulary?.attributes ?? []).filter((a) => !ids.some((i) => i.value === a.name)).map((a) => ({ value: a.name, label: pick(a.title) || a.name }));
  if (c.name && ![...ids, ...own].some((o) => o.value === c.name)) own.push({ value: c.name, label: c.name });
  return (
    <div className="rule-line">
      <Select className="rule-prop" aria-label={t('attribute')} placeholder={t('attributeHint')} value={c.name || undefined} onChange={(name) => onChange({ ...c, name })} options={[{ label: t('identities'), options: ids }, { label: t('attribute'), options: own }]} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={220} status={c.name ? '' : 'warning'} />
      <Select aria-label={t('list')} value={c.not} onChange={(not) => onChange({ ...c, not })} options={[{ value: false, label: t('inList') }, { value: true, label: t('notInList') }]} {...narrow} />
      <Select className="rule-values" aria-label={t('listHint')} placeholder={t('listHint')} value={c.slug || undefined} onChange={(slug) => onChange({ ...c, slug })} options={known} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={240} status={c.slug ? '' : 'warning'} />
    </div>
  );
}
