import { App, Input } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import type { Workspace } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { Time } from '@/parts/text/Time';
import { strings } from '../strings';

/** How long events are kept. Nothing is set before its reach was shown; rules that take anything need the slug typed. */
export function RetentionForm({ workspace: w }: { workspace: Workspace }) {
  const t = useStrings(strings), f = useFormat();
  const may = useCan('admin');
  const { message } = App.useApp();
  const [rules, set] = useState(w.retention);
  const [typed, type] = useState('');
  const reach = useSend('retentionReach');
  const save = useSend('setRetention', ['getWorkspace', 'getOverview', 'listSegments']);
  const r = reach.data;
  const close = () => { reach.reset(); save.reset(); type(''); };
  const send = () => {
    if (r) save.mutate({ retention: r.retention, confirm: typed }, { onSuccess: () => { close(); message.success(t('saved')); } });
  };
  return (
    <form className="form" onSubmit={(e) => { e.preventDefault(); if (may) reach.mutate({ retention: rules.trim() || 'none' }); }}>
      <Field label={t('retentionRules')} help={t('retentionHelp')}><Input value={rules} disabled={!may} onChange={(e) => set(e.target.value)} /></Field>
      {reach.isError && <Problem inline error={reach.error} />}
      <div className="form-row"><ActionButton htmlType="submit" loading={reach.isPending} reason={!may && t('needAdmin')}>{t('retentionPreview')}</ActionButton></div>
      <ConfirmReach open={r !== undefined} danger={(r?.rows ?? 0) > 0} title={t('retentionTitle', { rules: r?.retention ?? '' })} confirm={t('retentionSet')} busy={save.isPending} blocked={(r?.rows ?? 0) > 0 && typed !== w.slug} error={save.error} onConfirm={send} onCancel={close}
        consequences={!r ? [] : [
          r.rows ? t('retentionReach', { rows: f.count(r.rows), total: f.count(r.rows_total), people: f.count(r.people) }) : t('retentionNone'),
          ...r.events.map((e) => <span key={e.event}>{e.event} · {f.count(e.rows)} · {t('retentionBefore')} <Time v={e.before} /></span>),
          ...(r.rows ? [t('retentionCost', { bytes: f.bytes(r.rewrite_bytes) }), t('retentionStays'),
            <Field key="slug" label={t('retentionType', { slug: w.slug })}><Input value={typed} autoComplete="off" onChange={(e) => type(e.target.value)} /></Field>] : []),
        ]} />
    </form>
  );
}
