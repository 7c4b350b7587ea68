import { App, Button, Input, InputNumber, Select, Tag } from 'antd';
import { useState } from 'react';
import { useApi, useSend } from '@/api/hooks';
import type { IdentityRules } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { Field } from '@/parts/fields/Field';
import { useTypeName } from '@/parts/identity/IdentityText';
import { classNames } from '@/parts/identity/strings';
import { useLeave } from '@/parts/leave/useLeave';
import { Card } from '@/parts/page/Card';
import { Table } from '@/parts/table/Table';
import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { bounds, complete, deviceBounds, documentOf, draftOf, LIMIT_MAX, limitOk, nameOk, numberOk, priorityOk, settable, strongBounds, type Numbers, type TypeRule } from './rules';
import { strings } from './strings';

function NumberFields({ of, usual, disabled, onChange }: { of: Numbers; usual: Readonly<Record<string, number>>; disabled: boolean; onChange: (n: Numbers) => void }) {
  const t = useStrings(strings);
  return (
    <div className="rule-numbers">
      {Object.keys(of).map((k) => {
        const [min, max] = bounds[k] ?? [0, 0];
        return <Field key={k} label={t(k as 'sticky_days')} help={of[k] !== usual[k] ? t('usual', { n: usual[k] ?? 0 }) : ' '} error={!numberOk(k, of[k] ?? null) && `${min} … ${max}`}><InputNumber min={min} max={max} precision={0} disabled={disabled} value={of[k] ?? null} onChange={(n) => onChange({ ...of, [k]: n })} /></Field>;
      })}
    </div>
  );
}

function Types({ of, disabled, onChange }: { of: TypeRule[]; disabled: boolean; onChange: (v: TypeRule[]) => void }) {
  const t = useStrings(strings), c = useStrings(classNames), name = useTypeName();
  const [adding, setAdding] = useState('');
  const put = (x: TypeRule, patch: Partial<TypeRule>) => onChange(of.map((y) => (y === x ? { ...y, ...patch } : y)));
  const turn = (x: TypeRule, cls: TypeRule['class']) => put(x, cls === 'device' ? { class: cls, priority: 119, limit: 0 } : { class: cls, priority: 90, limit: 1 });
  const add = () => { if (nameOk(adding, of)) { onChange([...of, { type: adding, class: 'strong', priority: 90, limit: 1, known: false, seen: false, usualPriority: null, usualLimit: null }]); setAdding(''); } };
  return (
    <>
      <Table<TypeRule> dense label={t('types')} rows={of} rowKey={(r) => r.type} columns={[
        { id: 'type', title: t('type'), cell: (x) => <span title={x.type}>{name(x.type)} {!x.known && <Tag>{t('own')}</Tag>}{!x.seen && <small className="identity-none">{t('unseen')}</small>}</span> },
        { id: 'kind', title: t('kind'), cell: (x) => (x.known || disabled ? c(x.class) : <Select size="small" aria-label={t('ofType', { type: x.type, what: t('kind') })} value={x.class} onChange={(v) => turn(x, v)} options={[{ value: 'strong', label: c('strong') }, { value: 'device', label: c('device') }]} />) },
        { id: 'priority', title: t('priority'), align: 'right', wide: true, cell: (x) => (!settable(x) ? <span className="identity-none">{t('fixed')}</span> : <InputNumber size="small" className="rule-number" precision={0} min={(x.class === 'strong' ? strongBounds : deviceBounds)[0]} max={(x.class === 'strong' ? strongBounds : deviceBounds)[1]} status={priorityOk(x) ? '' : 'error'} disabled={disabled} aria-label={t('ofType', { type: x.type, what: t('priority') })} value={x.priority} onChange={(priority) => put(x, { priority })} />) },
        { id: 'limit', title: t('limit'), align: 'right', cell: (x) => (x.class === 'device' ? <span className="identity-none">{t('any')}</span> : !settable(x) ? <span className="identity-none">{x.limit ? x.limit : t('fixed')}</span> : <InputNumber size="small" className="rule-number" precision={0} min={1} max={LIMIT_MAX} status={limitOk(x) ? '' : 'error'} disabled={disabled} aria-label={t('ofType', { type: x.type, what: t('limit') })} value={x.limit} onChange={(limit) => put(x, { limit })} />) },
        { id: 'act', title: '', label: t('own'), width: 40, cell: (x) => !x.known && !x.seen && !disabled && <Button size="small" type="text" icon={<CloseOutlined />} aria-label={t('remove', { type: x.type })} onClick={() => onChange(of.filter((y) => y !== x))} /> },
      ]} />
      {!disabled && <form className="rule-add" onSubmit={(e) => { e.preventDefault(); add(); }}>
        <Input value={adding} maxLength={64} placeholder={t('newType')} aria-label={t('newType')} onChange={(e) => setAdding(e.target.value)} />
        <ActionButton htmlType="submit" icon={<PlusOutlined />} reason={!nameOk(adding, of) && t('typeBad')}>{t('addType')}</ActionButton>
      </form>}
    </>
  );
}

function Form({ r }: { r: IdentityRules }) {
  const t = useStrings(strings);
  const may = useCan('operator');
  const { message } = App.useApp();
  const [d, set] = useState(() => draftOf(r)), [asking, ask] = useState(false);
  const put = useSend('putDocument', ['identityRules']);
  const before = JSON.stringify(documentOf(draftOf(r), r.usual)), now = documentOf(d, r.usual);
  const dirty = JSON.stringify(now) !== before;
  const leave = useLeave(dirty, () => undefined, false);
  const reason = !may ? t('needOperator') : !complete(d) ? t('wrong') : !dirty && t('same');
  const send = () => put.mutate({ kind: 'identity_rules', slug: 'identity', ...now, ...(r.version === null ? {} : { $: { ifMatch: r.version } }) } as never, { onSuccess: () => { ask(false); message.success(t('saved')); } });
  return (
    <form className="page-content" onSubmit={(e) => { e.preventDefault(); if (!reason) ask(true); }}>
      <Card flush title={t('types')} help={t('typesHelp')} extra={r.version !== null && <span className="identity-none">{t('version', { n: r.version })}</span>}><Types of={d.types} disabled={!may} onChange={(types) => set({ ...d, types })} /></Card>
      <Card title={t('devices')}><NumberFields of={d.devices} usual={r.usual.devices} disabled={!may} onChange={(devices) => set({ ...d, devices })} /></Card>
      <Card title={t('breakers')}><NumberFields of={d.breakers} usual={r.usual.breakers} disabled={!may} onChange={(breakers) => set({ ...d, breakers })} /></Card>
      <Card title={t('reject')}><Field label={t('reject')} help={t('rejectHelp')}><Input.TextArea rows={4} disabled={!may} value={d.reject} onChange={(e) => set({ ...d, reject: e.target.value })} /></Field></Card>
      <div className="form-row"><ActionButton type="primary" htmlType="submit" loading={put.isPending} reason={reason}>{t('save')}</ActionButton><span className="identity-none">{t('later')}</span></div>
      <ConfirmReach open={asking} title={t('confirm')} confirm={t('change')} busy={put.isPending} error={put.error} consequences={[t('later')]} onConfirm={send} onCancel={() => { put.reset(); ask(false); }} />
      {leave.dialog}
    </form>
  );
}

export function Rules() {
  const q = useApi('identityRules', {});
  return <Await query={q} shape="table">{(r) => <Form key={r.version ?? 0} r={r} />}</Await>;
}
