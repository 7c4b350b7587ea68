import { App, Input, Segmented } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import { useRefreshMe } from '@/api/session';
import type { Workspace } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { Problem } from '@/parts/feedback/Problem';
import { CurrencySelect } from '@/parts/fields/CurrencySelect';
import { Field } from '@/parts/fields/Field';
import { ZoneSelect } from '@/parts/fields/ZoneSelect';
import { strings } from '../strings';

export function WorkspaceForm({ workspace: w }: { workspace: Workspace }) {
  const t = useStrings(strings);
  const may = useCan('admin');
  const { message } = App.useApp();
  const refresh = useRefreshMe();
  const [f, set] = useState<Pick<Workspace, 'title' | 'zone' | 'currency' | 'week_start'>>({ title: w.title, zone: w.zone, currency: w.currency, week_start: w.week_start });
  const [asking, ask] = useState(false);
  // Zone and currency change what every number means: whatever is kept is asked again.
  const save = useSend('updateWorkspace', ['getWorkspace', 'getOverview', 'listWorkspaces', 'listSegments']);
  const changed = (Object.keys(f) as (keyof typeof f)[]).filter((k) => f[k] !== w[k]);
  const grave = changed.includes('zone') || changed.includes('currency');
  const send = () => save.mutate(Object.fromEntries(changed.map((k) => [k, f[k]])), { onSuccess: () => { ask(false); message.success(t('saved')); void refresh(); } });
  return (
    <form className="form" onSubmit={(e) => { e.preventDefault(); if (changed.length && f.title.trim() && may) { if (grave) ask(true); else send(); } }}>
      <Field label={t('name')} error={!f.title.trim() && t('nameMissing')}><Input value={f.title} maxLength={100} disabled={!may} onChange={(e) => set({ ...f, title: e.target.value })} /></Field>
      <Field label={t('id')}><Input value={w.slug} readOnly variant="filled" /></Field>
      <Field label={t('zone')} help={t('zoneHelp')}><ZoneSelect label={t('zone')} value={f.zone} disabled={!may} onChange={(zone) => set({ ...f, zone })} /></Field>
      <Field label={t('currency')} help={t('currencyHelp')}><CurrencySelect label={t('currency')} value={f.currency} disabled={!may} onChange={(currency) => set({ ...f, currency })} /></Field>
      <div className="field"><span className="field-label" id="week">{t('weekStart')}</span><div><Segmented<Workspace['week_start']> aria-labelledby="week" disabled={!may} value={f.week_start} onChange={(week_start) => set({ ...f, week_start })} options={[{ value: 'monday', label: t('monday') }, { value: 'sunday', label: t('sunday') }]} /></div></div>
      {save.isError && !asking && <Problem inline error={save.error} />}
      <div className="form-row"><ActionButton type="primary" htmlType="submit" loading={save.isPending && !asking} reason={!may && t('needAdmin')}>{t('save')}</ActionButton></div>
      <ConfirmReach open={asking} title={t('confirmZone')} confirm={t('change')} busy={save.isPending} error={save.error} onConfirm={send} onCancel={() => ask(false)}
        consequences={[...(f.zone !== w.zone ? [t('zoneEffect', { a: w.zone, b: f.zone })] : []), ...(f.currency !== w.currency ? [t('currencyEffect', { a: w.currency, b: f.currency })] : [])]} />
    </form>
  );
}
