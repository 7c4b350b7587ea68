import { App, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useApi, useSend } from '@/api/hooks';
import type { Workspace } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { Time } from '@/parts/text/Time';
import { CloseOutlined, PlusOutlined } from '@/theme/icons';
import { strings } from '../strings';
import { KeepInput } from './KeepInput';
import { readRules, writeRules, type Rule } from './keep';
import './RetentionForm.css';

/** How long events are kept. Nothing is set before its reach was shown; rules that take anything need the slug typed. */
export function RetentionForm({ workspace: w }: { workspace: Workspace }) {
  const t = useStrings(strings), f = useFormat(), pick = usePick();
  const may = useCan('admin');
  const { message } = App.useApp();
  const [rules, set] = useState(() => readRules(w.retention));
  const [typed, type] = useState('');
  const events = useApi('vocabulary', {}).data?.events ?? [];
  const reach = useSend('retentionReach');
  const save = useSend('setRetention', ['getWorkspace', 'getOverview', 'listSegments', 'getCare']);
  const r = reach.data, written = writeRules(rules);
  const nameOf = (event: string): string => { const e = events.find((x) => x.name === event); return event === '$set' ? t('retentionSetRows') : e ? pick(e.title) || event : event; };
  const taken = new Set(rules.events.map((x) => x.event));
  const options = (own: string) => [...events.map((e) => e.name), ...(own && !events.some((e) => e.name === own) ? [own] : [])].filter((n) => n === own || !taken.has(n)).map((n) => ({ value: n, label: nameOf(n), search: `${n} ${nameOf(n)}` }));
  const change = (i: number, x: Partial<Rule>) => set({ ...rules, events: rules.events.map((y, k) => (k === i ? { ...y, ...x } : y)) });
  const close = () => { reach.reset(); save.reset(); type(''); };
  const send = () => {
    if (r) save.mutate({ retention: r.retention, confirm: typed }, { onSuccess: () => { close(); message.success(t('saved')); } });
  };
  const reason = !may ? t('needAdmin') : written === null ? t('retentionIncomplete') : written === w.retention && t('retentionSame');
  return (
    <form className="form retention" onSubmit={(e) => { e.preventDefault(); if (may && written) reach.mutate({ retention: written }); }}>
      <ul className="retention-rules">
        <li><span>{t(rules.events.length ? 'retentionOthers' : 'retentionAll')}</span><KeepInput label={t('retentionAll')} value={rules.all} disabled={!may} onChange={(all) => set({ ...rules, all })} /></li>
        {rules.events.map((x, i) => (
          <li key={i}>
            <Select aria-label={t('retentionEvent')} placeholder={t('retentionEvent')} disabled={!may} value={x.event || null} onChange={(event) => change(i, { event })} options={options(x.event)} showSearch={{ optionFilterProp: 'search' }} />
            <KeepInput label={x.event ? nameOf(x.event) : t('retentionEvent')} value={x.keep} disabled={!may} onChange={(keep) => change(i, { keep })} />
            {may && <Button type="text" aria-label={t('retentionRemove', { event: nameOf(x.event) })} icon={<CloseOutlined />} onClick={() => set({ ...rules, events: rules.events.filter((_, k) => k !== i) })} />}
          </li>
        ))}
      </ul>
      {may && <div><Button type="dashed" icon={<PlusOutlined />} onClick={() => set({ ...rules, events: [...rules.events, { event: '', keep: { n: 13, unit: 'm' } }] })}>{t('retentionAdd')}</Button></div>}
      <p className="retention-text">{t('retentionHelp')}</p>
      {reach.isError && <Problem inline error={reach.error} />}
      <div className="form-row"><ActionButton htmlType="submit" loading={reach.isPending} reason={reason}>{t('retentionPreview')}</ActionButton></div>
      <ConfirmReach open={r !== undefined} danger={(r?.rows ?? 0) > 0} title={t(r?.retention === 'none' ? 'retentionTitleNone' : 'retentionTitle')} confirm={t('retentionSet')} busy={save.isPending} blocked={(r?.rows ?? 0) > 0 && typed !== w.slug} error={save.error} onConfirm={send} onCancel={close}
        field={r && r.rows > 0 && <Field label={t('retentionType', { slug: w.slug })}><Input value={typed} autoComplete="off" onChange={(e) => type(e.target.value)} /></Field>}
        consequences={!r ? [] : [
          r.rows ? t('retentionReach', { rows: f.count(r.rows), total: f.count(r.rows_total), people: f.count(r.people) }) : t('retentionNone'),
          ...r.events.map((e) => <span key={e.event}>{nameOf(e.event)} · {t('retentionRows', { n: e.rows })} · {t.node('retentionBefore', { when: <Time key="t" v={e.before} as="day" /> })}</span>),
          ...(r.rows ? [t('retentionCost', { bytes: f.bytes(r.rewrite_bytes) }), t('retentionStays')] : []),
        ]} />
    </form>
  );
}
