import { App, Button, Input } from 'antd';
import { useState } from 'react';
import { useApi, useSend } from '@/api/hooks';
import type { MallBulkWhat } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { Field } from '@/parts/fields/Field';
import { useNames } from '@/parts/members/useNames';
import { showPanel } from '@/shell/ui';
import { strings } from './strings';

export interface BulkOf { orders?: number[]; item?: string; state?: string; person?: string }

/** The same done to many orders, by a task: first what it would mean. */
export function BulkDialog({ what, of, onClose, onDone }: { what: MallBulkWhat; of: BulkOf; onClose: () => void; onDone: () => void }) {
  const t = useStrings(strings), f = useFormat(), names = useNames();
  const { notification } = App.useApp();
  const [reason, setReason] = useState('');
  const body = { what, ...of, ...(what === 'cancel' && reason.trim() ? { reason: reason.trim() } : {}) };
  const reach = useApi('previewMallBulk', { what, ...of } as never, { keep: false, live: false, fresh: 0 });
  const send = useSend('bulkMallOrders', ['listJobs']);
  const d = reach.data;
  const lines = !d ? [] : d.orders === 0 ? [t('bulkNone')] : [
    t('bulkReach', { n: d.orders, people: d.people, pieces: d.pieces }), ...(d.not_so ? [t('bulkNotSo', { n: d.not_so })] : []), ...(d.more ? [t('bulkMore')] : []),
    ...(what === 'cancel' ? [...d.points.filter((x) => Number(x.points) > 0).map((x) => t('bulkPoints', { points: `${f.decimal(x.points)} ${names.currency(x.currency)}` })), ...(Number(d.money) > 0 ? [t('bulkMoney', { money: f.money(d.money) })] : []), t('bulkFinal')] : []), t('bulkOnce'),
  ];
  const go = () => send.mutate(body as never, { onSuccess: (job) => {
    notification.success({ key: job.id, title: t('bulkStarted'), actions: <Button type="link" size="small" onClick={() => { notification.destroy(job.id); showPanel('tasks'); }}>{t('tasks')}</Button> });
    onDone();
  } });
  return <ConfirmReach open danger={what === 'cancel'} title={t(`bulk_${what}`)} confirm={t(`bulk_${what}`)} consequences={lines} blocked={!d || d.orders === 0} busy={send.isPending || (!d && !reach.isError)} error={send.error ?? reach.error}
    holds={reason} field={what === 'cancel' && d && d.orders > 0 ? <Field label={t('reason')}><Input maxLength={150} value={reason} onChange={(e) => setReason(e.target.value)} /></Field> : undefined} onConfirm={go} onCancel={onClose} />;
}
