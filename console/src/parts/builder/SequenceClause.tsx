import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { Button, InputNumber, Select } from 'antd';
import type { BuilderStep } from '@/api/types';
import { Amount } from './Amount';
import { PropSelect, WhereButton, type ClauseProps, type Of } from './clauses';
import { circled } from './counts';
import { EventSelect } from './EventSelect';
import { Filters } from './Filters';
import { newStep } from './make';
import { STEPS_MAX } from './tree';
import { WindowPicker } from './WindowPicker';
import { useWords } from './words';

const narrow = { popupMatchSelectWidth: false } as const;
const units = ['second', 'minute', 'hour', 'day', 'week'] as const;

/** One thing after another: gaps between steps, what must not happen, the same value in all of them. */
export function SequenceClause({ clause: c, onChange }: ClauseProps<Of<'sequence'>>) {
  const t = useWords();
  const put = (i: number, s: BuilderStep, merge?: string) => onChange({ ...c, steps: c.steps.map((x, k) => (k === i ? s : x)) }, merge);
  const lastDone = c.steps.reduce((at, s, i) => (s.not ? at : i), 0);
  const setBy = (by: string) => { const { by: _, ...rest } = c; onChange(by === '' ? rest : { ...rest, by }); };
  return (
    <>
      <div className="rule-line">
        <Select aria-label={t('whether')} value={c.not} onChange={(not) => onChange({ ...c, not })} options={[{ value: false, label: t('inSequence') }, { value: true, label: t('notInSequence') }]} {...narrow} />
        {c.count === null
          ? !c.not && <Select aria-label={t('times')} value="once" onChange={() => onChange({ ...c, count: { op: '>=', n: '2' } })} options={[{ value: 'once', label: t('once') }, { value: 'times', label: `${t('times')}…` }]} {...narrow} />
          : <span className="rule-part"><Amount op={c.count.op} n={c.count.n} m={c.count.m} onChange={(op, n, m) => onChange({ ...c, count: { op, n, ...(op === 'between' ? { m } : {}) } }, 'count')} /><span className="rule-word">{t('timesUnit')}</span><Button type="text" size="small" aria-label={t('onceAgain')} title={t('onceAgain')} icon={<CloseOutlined />} onClick={() => onChange({ ...c, count: null })} /></span>}
        <WindowPicker value={c.window} onChange={(window) => onChange({ ...c, window }, 'window')} />
        <span className="rule-part"><span className="rule-word">{t('sameValue')}</span><PropSelect events={c.steps.flatMap((s) => s.events)} value={c.by} onChange={setBy} none={t('sameNone')} /></span>
      </div>
      {c.steps.map((s, i) => (
        <div key={i} className="rule-step" role="group" aria-label={t('step', { n: i + 1 })}>
          <div className="rule-line">
            <span className="rule-word" aria-hidden="true">{circled(i + 1)}</span>
            {i > 0 && <Select aria-label={t('whether')} value={s.not} onChange={(not) => put(i, { ...s, not, within: null })} options={[{ value: false, label: t('stepDid') }, { value: true, label: t(i > lastDone || !s.not ? 'afterNot' : 'stepNot') }]} {...narrow} />}
            <EventSelect value={s.events} onChange={(events) => put(i, { ...s, events })} />
            {i > 0 && (!s.not || i > lastDone) && (
              <span className="rule-part">
                <Select aria-label={t('within')} value={s.within !== null} onChange={(on) => put(i, { ...s, within: on ? { n: 7, unit: 'day' } : null })} options={[{ value: false, label: t('anyTime') }, { value: true, label: t('within') }]} {...narrow} />
                {s.within && <><InputNumber className="rule-n" aria-label={t('wN')} min={1} max={20_000} precision={0} controls={false} value={s.within.n} onChange={(n) => n && s.within && put(i, { ...s, within: { ...s.within, n } }, `within${i}`)} /><Select aria-label={t('wUnit')} value={s.within.unit} onChange={(unit) => s.within && put(i, { ...s, within: { ...s.within, unit } })} options={units.map((u) => ({ value: u, label: t(u) }))} {...narrow} /><span className="rule-word">{t('withinN')}</span></>}
              </span>
            )}
            <WhereButton where={s.where} onAdd={(where) => put(i, { ...s, where })} />
            {c.steps.length > 2 && i > 0 && <Button type="text" size="small" aria-label={t('removeStep', { n: i + 1 })} icon={<CloseOutlined />} onClick={() => onChange({ ...c, steps: c.steps.filter((_, k) => k !== i) })} />}
          </div>
          <Filters events={s.events} where={s.where} onChange={(where) => put(i, { ...s, where }, `where${i}`)} />
        </div>
      ))}
      {c.steps.length < STEPS_MAX && <Button className="rule-more" type="link" size="small" icon={<PlusOutlined />} onClick={() => onChange({ ...c, steps: [...c.steps, newStep()] })}>{t('addStep')}</Button>}
    </>
  );
}
