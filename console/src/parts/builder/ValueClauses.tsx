/* Rows about what single events say, and about two numbers. */
import { InputNumber, Select } from 'antd';
import type { BuilderMeasure } from '@/api/types';
import { isNumeric, PropSelect, WhereButton, type ClauseProps, type Of } from './clauses';
import { useBuilder } from './context';
import { EventSelect } from './EventSelect';
import { Filters } from './Filters';
import { freshTest, opsOf, plainCompareOps, propsOf, withOp } from './make';
import { takesProp } from './tree';
import { ValuesInput } from './ValuesInput';
import { WindowPicker } from './WindowPicker';
import { opName, useWords } from './words';

const narrow = { popupMatchSelectWidth: false } as const;

function Nth({ value, onChange }: { value: number | undefined; onChange: (n: number) => void }) {
  const t = useWords();
  return <InputNumber className="rule-n" aria-label={t('nthN')} title={t('nthN')} min={-1000} max={1000} precision={0} controls={false} value={value ?? 2} status={value === 0 ? 'warning' : ''} onChange={(n) => n !== null && onChange(n)} />;
}

/** What the first, last or nth such event says, or when it was. */
export function ValueClause({ clause: c, onChange }: ClauseProps<Of<'value'>>) {
  const t = useWords();
  const { vocabulary } = useBuilder();
  const fns = ['first', 'last', 'nth'] as const;
  const samples = propsOf(vocabulary, c.events).find((p) => p.name === c.prop)?.samples ?? [];
  const setFn = (fn: (typeof fns)[number]) => { const { nth: _, ...rest } = c; onChange(fn === 'nth' ? { ...rest, fn, nth: 2 } : { ...rest, fn }); };
  const setProp = (prop: string, type: Of<'value'>['type']) => { const { prop: _, ...rest } = c, test = type === c.type ? {} : freshTest(type); onChange(prop === '' ? { ...rest, ...freshTest('time') } : { ...rest, prop, ...test }); };
  return (
    <>
      <div className="rule-line">
        <Select aria-label={t('which')} value={c.fn} onChange={setFn} options={fns.map((x) => ({ value: x, label: t(x) }))} {...narrow} />
        {c.fn === 'nth' && <Nth value={c.nth} onChange={(nth) => onChange({ ...c, nth }, 'nth')} />}
        <EventSelect value={c.events} onChange={(events) => onChange({ ...c, events })} />
        <PropSelect events={c.events} value={c.prop} onChange={setProp} none={t('itsTime')} />
        <Select aria-label={t('op')} value={c.op} onChange={(op) => onChange(withOp(c, op))} options={opsOf(c.type).map((o) => ({ value: o, label: opName(t, o, c.type) }))} {...narrow} />
        <ValuesInput op={c.op} type={c.type} values={c.values} samples={samples} onChange={(values) => onChange({ ...c, values }, 'values')} />
        <WindowPicker value={c.window} onChange={(window) => onChange({ ...c, window }, 'window')} />
        <WhereButton where={c.where} onAdd={(where) => onChange({ ...c, where })} />
      </div>
      <Filters events={c.events} where={c.where} onChange={(where) => onChange({ ...c, where }, 'where')} />
    </>
  );
}

const measures = ['count', 'sum', 'avg', 'min', 'max', 'distinct', 'first', 'last', 'nth', 'gap', 'streak', 'streak_now'] as const;

function Measure({ value: m, label, onChange }: { value: BuilderMeasure; label: string; onChange: (m: BuilderMeasure, merge?: string) => void }) {
  const t = useWords();
  const need = takesProp(m.fn);
  const setFn = (fn: BuilderMeasure['fn']) => {
    const { prop, nth: _, ...rest } = m;
    onChange({ ...rest, fn, ...(takesProp(fn) === 'must' ? { prop: prop ?? '' } : takesProp(fn) === 'may' && prop ? { prop } : {}), ...(fn === 'nth' ? { nth: 2 } : {}) });
  };
  const setProp = (prop: string) => { const { prop: _, ...rest } = m; onChange(prop === '' ? rest : { ...rest, prop }); };
  return (
    <div role="group" aria-label={label}>
      <div className="rule-line">
        <Select aria-label={t('fn')} value={m.fn} onChange={setFn} options={measures.map((x) => ({ value: x, label: t(x) }))} {...narrow} />
        {m.fn === 'nth' && <Nth value={m.nth} onChange={(nth) => onChange({ ...m, nth }, 'nth')} />}
        <EventSelect value={m.events} onChange={(events) => onChange({ ...m, events })} />
        {need !== 'never' && <PropSelect events={m.events} value={m.prop} onChange={setProp} {...(need === 'may' ? { none: t('itsTime') } : m.fn === 'distinct' ? {} : { only: isNumeric })} />}
        <WindowPicker value={m.window} onChange={(window) => onChange({ ...m, window }, 'window')} />
        <WhereButton where={m.where} onAdd={(where) => onChange({ ...m, where })} />
      </div>
      <Filters events={m.events} where={m.where} onChange={(where) => onChange({ ...m, where }, 'where')} />
    </div>
  );
}

/** Two numbers of what somebody did, compared with each other. */
export function CompareClause({ clause: c, onChange }: ClauseProps<Of<'compare'>>) {
  const t = useWords();
  return (
    <>
      <Measure value={c.a} label={t('left')} onChange={(a, merge) => onChange({ ...c, a }, merge && `a${merge}`)} />
      <div className="rule-line"><Select aria-label={t('op')} value={c.op} onChange={(op) => onChange({ ...c, op })} options={plainCompareOps.map((o) => ({ value: o, label: opName(t, o, 'number') }))} {...narrow} /></div>
      <Measure value={c.b} label={t('right')} onChange={(b, merge) => onChange({ ...c, b }, merge && `b${merge}`)} />
    </>
  );
}
