import { DeleteOutlined, EditOutlined, HolderOutlined, PlusOutlined } from '@/theme/icons';
import { Button, Checkbox, Input, Select, Tooltip } from 'antd';
import { useState, type DragEvent, type KeyboardEvent } from 'react';
import type { ApiError } from '@/api/error';
import { useStrings } from '@/i18n/lang';
import { circled } from '@/parts/builder/counts';
import { Card } from '@/parts/page/Card';
import { SelectorField } from '@/parts/question/SelectorField';
import { errorAt } from '@/parts/question/useAnswer';
import { addStep, askedRows, EXCLUSIONS_MAX, moveStep, newExclusion, removeStep, setExclusion, setStep, STEPS_MAX, type Exclusion, type FunnelForm, type Step } from './doc';
import { strings } from './strings';
import './Steps.css';

export interface StepsProps { form: FunnelForm; change: (f: (form: FunnelForm) => FunnelForm, merge?: string | null) => void; error: ApiError | null }

/** The steps, to be dragged or moved by the arrow keys, and what must not happen between them. */
export function Steps({ form, change, error }: StepsProps) {
  const t = useStrings(strings);
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<number | null>(null);
  const [told, setTold] = useState('');
  const rows = askedRows(form);
  const move = (key: string, to: number) => { change((f) => moveStep(f, key, to)); setTold(t('movedTo', { n: Math.max(1, Math.min(form.steps.length, to + 1)) })); };
  const drop = (e: DragEvent, i: number) => { e.preventDefault(); if (dragged) move(dragged, i); setDragged(null); setOver(null); };
  return (
    <Card title={t('steps')} className="funnel-steps">
      <ol className="steps">
        {form.steps.map((s, i) => (
          <li key={s.key} className={`step ${dragged === s.key ? 'step-dragged' : ''} ${over === i && dragged !== s.key ? 'step-over' : ''}`}
            onDragOver={(e) => { if (dragged) { e.preventDefault(); setOver(i); } }} onDragLeave={() => setOver(null)} onDrop={(e) => drop(e, i)}>
            <StepRow step={s} i={i} form={form} change={change} error={errorAt(error, `steps[${rows.indexOf(i)}]`)} onMove={(to) => move(s.key, to)} onDrag={(on) => setDragged(on ? s.key : null)} />
          </li>
        ))}
      </ol>
      {form.exclude.map((x, i) => <ExclusionRow key={x.key} x={x} i={i} form={form} change={change} error={errorAt(error, `exclude[${form.exclude.filter((y) => y.events.trim() !== '').indexOf(x)}]`)} />)}
      <div className="steps-add">
        <Button icon={<PlusOutlined />} disabled={form.steps.length >= STEPS_MAX} onClick={() => change(addStep)}>{t('addStep')}</Button>
        <Button type="text" disabled={form.steps.length < 2 || form.exclude.length >= EXCLUSIONS_MAX} onClick={() => change((f) => ({ ...f, exclude: [...f.exclude, newExclusion()] }))}>{t('addExclusion')}</Button>
      </div>
      <span role="status" className="visually-hidden">{told}</span>
    </Card>
  );
}

function StepRow({ step: s, i, form, change, error, onMove, onDrag }: { step: Step; i: number; form: FunnelForm; change: StepsProps['change']; error: ApiError | null; onMove: (to: number) => void; onDrag: (on: boolean) => void }) {
  const t = useStrings(strings);
  const [naming, setNaming] = useState(false);
  const n = i + 1, middle = i > 0 && i < form.steps.length - 1 && form.order !== 'any';
  const keys = (e: KeyboardEvent) => {
    if (e.key !== 'ArrowUp' && e.key !== 'ArrowDown') return;
    e.preventDefault();
    onMove(i + (e.key === 'ArrowUp' ? -1 : 1));
  };
  return (
    <>
      <button type="button" className="step-handle" draggable aria-label={t('moveStep', { n })} title={t('moveStep', { n })} onKeyDown={keys} onDragStart={(e) => { e.dataTransfer.effectAllowed = 'move'; e.dataTransfer.setData('text/plain', s.key); onDrag(true); }} onDragEnd={() => onDrag(false)}><HolderOutlined /></button>
      <span className="step-mark" aria-hidden="true">{circled(n)}</span>
      <div className="step-body">
        <SelectorField label={t('step', { n })} value={s.events} error={error} onChange={(events) => change((f) => setStep(f, s.key, { events }), `${s.key}:events`)} />
        {(naming || s.title !== '') && <Input className="step-title" size="small" autoFocus={naming} aria-label={t('rename')} placeholder={t('renameHint')} maxLength={120} value={s.title} onBlur={() => setNaming(false)} onPressEnter={() => setNaming(false)} onChange={(e) => change((f) => setStep(f, s.key, { title: e.target.value }), `${s.key}:title`)} />}
      </div>
      <div className="step-acts">
        {middle && <Tooltip title={t('optionalHelp')}><Checkbox checked={s.optional} onChange={(e) => change((f) => setStep(f, s.key, { optional: e.target.checked }))}>{t('optional')}</Checkbox></Tooltip>}
        <Tooltip title={t('rename')}><Button type="text" size="small" aria-label={`${t('rename')} ${n}`} icon={<EditOutlined />} onClick={() => setNaming(true)} /></Tooltip>
        <Button type="text" size="small" aria-label={t('removeStep', { n })} icon={<DeleteOutlined />} disabled={form.steps.length <= 1} onClick={() => change((f) => removeStep(f, s.key))} />
      </div>
    </>
  );
}

function ExclusionRow({ x, i, form, change, error }: { x: Exclusion; i: number; form: FunnelForm; change: StepsProps['change']; error: ApiError | null }) {
  const t = useStrings(strings);
  const last = form.steps.length;
  const put = (patch: Partial<Exclusion>) => change((f) => setExclusion(f, x.key, patch), `${x.key}:events`);
  return (
    <div className="exclusion" role="group" aria-label={t('exclusion', { n: i + 1 })}>
      <span className="exclusion-word">{t('exclusions')}</span>
      <SelectorField label={t('exclusion', { n: i + 1 })} value={x.events} error={error} onChange={(events) => put({ events })} />
      <span className="exclusion-between">
        <Select size="small" aria-label={t('afterOf')} value={Math.min(x.after, Math.max(1, last - 1))} popupMatchSelectWidth={false} onChange={(after) => put({ after, before: x.before !== null && x.before <= after ? null : x.before })} options={Array.from({ length: Math.max(1, last - 1) }, (_, k) => ({ value: k + 1, label: t('fromStep', { n: k + 1 }) }))} />
        <Select size="small" aria-label={t('beforeOf')} value={x.before === null || x.before >= last ? 0 : x.before} popupMatchSelectWidth={false} onChange={(before) => put({ before: before === 0 ? null : before })} options={[...Array.from({ length: Math.max(0, last - 1 - x.after) }, (_, k) => ({ value: x.after + k + 1, label: t('toStep', { n: x.after + k + 1 }) })), { value: 0, label: t('toLast') }]} />
        <span className="muted">{t('exclusionHelp')}</span>
      </span>
      <Button type="text" size="small" className="exclusion-remove" aria-label={t('removeExclusion', { n: i + 1 })} icon={<DeleteOutlined />} onClick={() => change((f) => ({ ...f, exclude: f.exclude.filter((y) => y.key !== x.key) }))} />
    </div>
  );
}
