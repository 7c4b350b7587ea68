import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Select } from 'antd';
import type { BuilderFilter } from '@/api/types';
import { useVocabulary } from '@/api/vocabulary';
import { usePick } from '@/i18n/lang';
import { freshTest, newFilter, opsOf, propsOf, withOp } from './make';
import { ValuesInput } from './ValuesInput';
import { opName, useWords } from './words';
import './Rules.css';

/** Conditions on one event at a time. */
export function Filters({ events, where, onChange }: { events: readonly string[]; where: readonly BuilderFilter[]; onChange: (w: BuilderFilter[]) => void }) {
  const t = useWords(), pick = usePick();
  const vocabulary = useVocabulary().data;
  const props = [...propsOf(vocabulary, events), ...(vocabulary?.item_fields ?? [])];
  const put = (i: number, f: BuilderFilter) => onChange(where.map((x, k) => (k === i ? f : x)));
  return (
    <>
      {where.map((w, i) => {
        const known = props.find((p) => p.name === w.prop);
        const options = [...props, ...(known || !w.prop ? [] : [{ name: w.prop, title: { zh: w.prop, en: w.prop }, types: [w.type], samples: [] }])];
        return (
          <div key={i} className="rule-filter">
            <span className="rule-word">{i === 0 ? t('where') : t('alsoWhere')}</span>
            <Select className="rule-prop" aria-label={t('prop')} placeholder={t('prop')} value={w.prop || undefined} options={options.map((p) => ({ value: p.name, label: pick(p.title) || p.name, search: `${p.name} ${p.title.zh} ${p.title.en}` }))} showSearch={{ optionFilterProp: 'search' }} popupMatchSelectWidth={220} status={w.prop ? '' : 'warning'}
              onChange={(name: string) => { const type = props.find((p) => p.name === name)?.types[0] ?? 'text'; put(i, type === w.type ? { ...w, prop: name, values: w.op === 'between' ? ['', ''] : freshTest(type).values } : newFilter(name, type)); }} />
            <Select aria-label={t('op')} value={w.op} onChange={(op) => put(i, withOp(w, op))} options={opsOf(w.type).map((o) => ({ value: o, label: opName(t, o, w.type) }))} popupMatchSelectWidth={false} />
            <ValuesInput op={w.op} type={w.type} prop={w.prop} values={w.values} samples={known?.samples ?? []} onChange={(values) => put(i, { ...w, values })} />
            <Button type="text" size="small" aria-label={t('removeFilter')} icon={<CloseOutlined />} onClick={() => onChange(where.filter((_, k) => k !== i))} />
          </div>
        );
      })}
      {where.length > 0 && <Button className="rule-more" type="link" size="small" icon={<PlusOutlined />} onClick={() => onChange([...where, newFilter()])}>{t('addFilter')}</Button>}
    </>
  );
}
