/* The form of each kind of row. */
import { CloseOutlined, FilterOutlined } from '@/theme/icons';
import { Button, Select } from 'antd';
import type { BuilderClause, BuilderFilter, ValueType } from '@/api/types';
import { usePick } from '@/i18n/lang';
import { ExpressionView } from '@/parts/text/ExpressionView';
import { Amount } from './Amount';
import { useBuilder } from './context';
import { EventSelect } from './EventSelect';
import { Filters } from './Filters';
import { freshTest, newFilter, opsOf, propsOf, withOp, type PropChoice } from './make';
import { takesProp } from './tree';
import { ValuesInput } from './ValuesInput';
import { WindowPicker } from './WindowPicker';
import { opName, useWords } from './words';

export type Of<K extends BuilderClause['kind']> = Extract<BuilderClause, { kind: K }>;
export interface ClauseProps<C extends BuilderClause> { clause: C; onChange: (c: C, merge?: string) => void }

const narrow = { popupMatchSelectWidth: false } as const;

export function WhereButton({ where, onAdd }: { where: readonly BuilderFilter[]; onAdd: (w: BuilderFilter[]) => void }) {
  const t = useWords();
  return where.length === 0 ? <Button className="rule-where" type="text" size="small" icon={<FilterOutlined />} onClick={() => onAdd([newFilter()])}>{t('filters')}</Button> : null;
}

export function DidClause({ clause: c, onChange }: ClauseProps<Of<'did'>>) {
  const t = useWords();
  return (
    <>
      <div className="rule-line">
        <Select aria-label={t('whether')} value={c.not} onChange={(not) => onChange({ ...c, not })} options={[{ value: false, label: t('did') }, { value: true, label: t('didNot') }]} {...narrow} />
        <EventSelect value={c.events} onChange={(events) => onChange({ ...c, events })} />
        {c.events.length > 1 && <span className="rule-word">{c.not ? t('noneOf') : t('anyOf')}</span>}
        {c.count === null
          ? !c.not && <Select aria-label={t('times')} value="once" onChange={() => onChange({ ...c, count: { op: '>=', n: '2' } })} options={[{ value: 'once', label: t('once') }, { value: 'times', label: `${t('times')}…` }]} {...narrow} />
          : <span className="rule-part"><Amount op={c.count.op} n={c.count.n} m={c.count.m} onChange={(op, n, m) => onChange({ ...c, count: { op, n, ...(op === 'between' ? { m } : {}) } }, 'count')} /><span className="rule-word">{t('timesUnit')}</span><Button type="text" size="small" aria-label={t('onceAgain')} title={t('onceAgain')} icon={<CloseOutlined />} onClick={() => onChange({ ...c, count: null })} /></span>}
        <WindowPicker value={c.window} onChange={(window) => onChange({ ...c, window }, 'window')} />
        <WhereButton where={c.where} onAdd={(where) => onChange({ ...c, where })} />
      </div>
      <Filters events={c.events} where={c.where} onChange={(where) => onChange({ ...c, where }, 'where')} />
    </>
  );
}

/** A property of the events; `none`: what it is called to have none. */
export function PropSelect({ events, value, onChange, only, none }: { events: readonly string[]; value: string | undefined; onChange: (prop: string, type: ValueType) => void; only?: (p: PropChoice) => boolean; none?: string }) {
  const t = useWords(), pick = usePick();
  const { vocabulary } = useBuilder();
  const known = propsOf(vocabulary, events).filter(only ?? (() => true));
  const props = known.some((p) => p.name === value) || !value ? known : [...known, { name: value, title: { zh: value, en: value }, types: [], samples: [] }];
  const options = [...(none === undefined ? [] : [{ value: '', label: none }]), ...props.map((p) => ({ value: p.name, label: pick(p.title) || p.name }))];
  return <Select className="rule-prop" aria-label={t('prop')} placeholder={t('prop')} value={none === undefined ? value || undefined : value ?? ''} onChange={(prop: string) => onChange(prop, props.find((p) => p.name === prop)?.types[0] ?? 'time')} options={options} status={value || none !== undefined ? '' : 'warning'} showSearch={{ optionFilterProp: 'label' }} popupMatchSelectWidth={200} />;
}
export const isNumeric = (p: PropChoice): boolean => p.types.includes('number') && p.name !== 'hour' && p.name !== 'weekday';

export function AggregateClause({ clause: c, onChange }: ClauseProps<Of<'aggregate'>>) {
  const t = useWords();
  const fns = ['sum', 'avg', 'min', 'max', 'distinct', 'streak', 'streak_now', 'gap'] as const;
  const setFn = (fn: (typeof fns)[number]) => { const { prop, ...rest } = c; onChange(takesProp(fn) === 'never' ? { ...rest, fn } : { ...rest, fn, prop: prop ?? '' }); };
  return (
    <>
      <div className="rule-line">
        <EventSelect value={c.events} onChange={(events) => onChange({ ...c, events })} />
        {takesProp(c.fn) !== 'never' && <PropSelect events={c.events} value={c.prop} onChange={(prop) => onChange({ ...c, prop })} {...(c.fn === 'distinct' ? {} : { only: isNumeric })} />}
        <Select aria-label={t('fn')} value={c.fn} onChange={setFn} options={fns.map((x) => ({ value: x, label: t(x) }))} {...narrow} />
        <span className="rule-part"><Amount op={c.op} n={c.value} m={c.value2} onChange={(op, value, value2) => { const { value2: _, ...rest } = c; onChange({ ...rest, op, value, ...(op === 'between' ? { value2 } : {}) }, 'amount'); }} /></span>
        <WindowPicker value={c.window} onChange={(window) => onChange({ ...c, window }, 'window')} />
        <WhereButton where={c.where} onAdd={(where) => onChange({ ...c, where })} />
      </div>
      <Filters events={c.events} where={c.where} onChange={(where) => onChange({ ...c, where }, 'where')} />
    </>
  );
}

export function SinceClause({ clause: c, onChange }: ClauseProps<Of<'since'>>) {
  const t = useWords();
  return (
    <>
      <div className="rule-line">
        <Select aria-label={t('which')} value={c.fn} onChange={(fn) => onChange({ ...c, fn })} options={[{ value: 'last', label: t('sinceLast') }, { value: 'first', label: t('sinceFirst') }]} {...narrow} />
        <EventSelect value={c.events} onChange={(events) => onChange({ ...c, events })} />
        <span className="rule-part"><Amount ranged={false} op={c.op} n={c.days} onChange={(op, days) => onChange({ ...c, op, days }, 'days')} /><span className="rule-word">{t('days')}</span></span>
        <WhereButton where={c.where} onAdd={(where) => onChange({ ...c, where })} />
      </div>
      <Filters events={c.events} where={c.where} onChange={(where) => onChange({ ...c, where }, 'where')} />
    </>
  );
}

export function AttributeClause({ clause: c, onChange }: ClauseProps<Of<'attribute'>>) {
  const t = useWords(), pick = usePick();
  const { vocabulary } = useBuilder();
  const known = vocabulary?.attributes ?? [];
  const bare = c.name.replace(/^attr\./, '');
  const mine = known.find((a) => a.name === bare);
  const options = known.map((a) => ({ value: a.name, label: pick(a.title) || a.name, search: `${a.name} ${a.title.zh} ${a.title.en}` }));
  if (c.name && !options.some((o) => o.value === c.name)) options.push({ value: c.name, label: c.name, search: c.name });
  const choose = (name: string) => {
    const type: ValueType = known.find((a) => a.name === name)?.types[0] ?? 'text';
    onChange({ kind: 'attribute', name, ...freshTest(type) });
  };
  return (
    <div className="rule-line">
      <Select className="rule-prop" aria-label={t('attribute')} placeholder={t('attributeHint')} value={c.name || undefined} onChange={choose} options={options} showSearch={{ optionFilterProp: 'search' }} popupMatchSelectWidth={220} status={c.name ? '' : 'warning'} />
      <Select aria-label={t('op')} value={c.op} onChange={(op) => onChange(withOp(c, op))} options={opsOf(c.type).map((o) => ({ value: o, label: opName(t, o, c.type) }))} {...narrow} />
      <ValuesInput op={c.op} type={c.type} values={c.values} samples={mine?.samples ?? []} onChange={(values) => onChange({ ...c, values }, 'values')} />
    </div>
  );
}

export function ClassClause({ clause: c, onChange }: ClauseProps<Of<'class'>>) {
  const t = useWords(), pick = usePick();
  const { vocabulary } = useBuilder();
  const all = vocabulary?.classifications ?? [];
  const mine = all.find((x) => x.slug === c.slug);
  const classes = [...(mine?.classes ?? []).map((k) => ({ value: k.name, label: pick(k.title) || k.name })), { value: 'none', label: t('noClass') }];
  const many = c.op === 'in' || c.op === 'not in';
  return (
    <div className="rule-line">
      <Select aria-label={t('classOf')} value={c.slug || undefined} placeholder={t('classOf')} onChange={(slug) => onChange({ ...c, slug, values: [] })} options={all.map((x) => ({ value: x.slug, label: pick(x.title) || x.slug }))} status={c.slug ? '' : 'warning'} {...narrow} />
      <Select aria-label={t('op')} value={c.op} onChange={(op) => onChange({ ...c, op, values: op === 'in' || op === 'not in' ? c.values : c.values.slice(0, 1) })} options={(['in', 'not in', '=', '!='] as const).map((o) => ({ value: o, label: opName(t, o, 'text') }))} {...narrow} />
      {many
        ? <Select className="rule-values" mode="multiple" aria-label={t('classHint')} placeholder={t('classHint')} value={c.values} onChange={(values) => onChange({ ...c, values })} options={classes} showSearch={{ optionFilterProp: 'label' }} status={c.values.length === 0 ? 'warning' : ''} />
        : <Select className="rule-values" aria-label={t('classHint')} placeholder={t('classHint')} value={c.values[0]} onChange={(v: string) => onChange({ ...c, values: [v] })} options={classes} showSearch={{ optionFilterProp: 'label' }} status={c.values.length === 0 ? 'warning' : ''} />}
    </div>
  );
}

export function SegmentClause({ clause: c, onChange }: ClauseProps<Of<'segment'>>) {
  const t = useWords(), pick = usePick();
  const { vocabulary } = useBuilder();
  const all = vocabulary?.segments ?? [];
  const options = all.map((s) => ({ value: s.slug, label: pick(s.title) || s.slug, search: `${s.slug} ${s.title.zh} ${s.title.en}` }));
  if (c.slug && !all.some((s) => s.slug === c.slug)) options.push({ value: c.slug, label: c.slug, search: c.slug });
  return (
    <div className="rule-line">
      <Select aria-label={t('segment')} value={c.not} onChange={(not) => onChange({ ...c, not })} options={[{ value: false, label: t('inSegment') }, { value: true, label: t('notInSegment') }]} {...narrow} />
      <Select className="rule-values" aria-label={t('segmentHint')} placeholder={t('segmentHint')} value={c.slug || undefined} onChange={(slug) => onChange({ ...c, slug })} options={options} showSearch={{ optionFilterProp: 'search' }} popupMatchSelectWidth={240} status={c.slug ? '' : 'warning'} />
    </div>
  );
}

export function CodeClause({ clause: c }: { clause: Of<'code'> }) {
  const t = useWords();
  const { openCode } = useBuilder();
  return (
    <div className="rule-code">
      <ExpressionView expression={c.text} />
      <p className="rule-note">{t('code')} <Button type="link" size="small" onClick={openCode}>{t('openCode')}</Button></p>
    </div>
  );
}
