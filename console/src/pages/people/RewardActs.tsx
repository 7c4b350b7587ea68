/* Points and coupons for one person, by hand.  Each dialog has one key: sent twice, it is done once. */
import { App, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { touched } from '@/parts/members/Acts';
import { actKey } from '@/parts/members/key';
import { useNames } from '@/parts/members/useNames';
import { strings } from './rewards.strings';

function Grant({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useStrings(strings), f = useFormat(), names = useNames(), { message } = App.useApp();
  const send = useSend('postPoints', [...touched, 'personAccount']);
  const currencies = names.currencies();
  const [key] = useState(actKey), [own, setOwn] = useState(''), [amount, setAmount] = useState(''), [reason, setReason] = useState(''), [tried, setTried] = useState(false);
  const currency = own || (currencies.find((c) => c.value === 'points') ?? currencies[0])?.value || '';
  const good = /^\d+(\.\d+)?$/.test(amount) && /[1-9]/.test(amount);
  const submit = () => { setTried(true); if (good && currency) send.mutate({ id, op: 'grant', currency, amount, ...(reason.trim() ? { reason: reason.trim() } : {}), $: { idempotencyKey: key } }, { onSuccess: (d) => { onClose(); void message.success(t('granted', { n: f.decimal(d.balance) })); } }); };
  return (
    <FormModal holds={[own, amount, reason]} title={t('grantTitle')} submit={t('grant')} busy={send.isPending} error={send.error} onSubmit={submit} onClose={onClose}>
      <Field label={t('amount')} error={tried && !good && t('amountBad')}><Input inputMode="decimal" autoComplete="off" value={amount} maxLength={20} onChange={(e) => setAmount(e.target.value.replace(/[,，\s]/g, ''))} /></Field>
      <Field label={t('currency')}><Select value={currency || undefined} onChange={setOwn} options={currencies} /></Field>
      <Field label={t('reason')} help={t('reasonHelp')}><Input value={reason} maxLength={60} onChange={(e) => setReason(e.target.value)} /></Field>
    </FormModal>
  );
}

function Issue({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useStrings(strings), names = useNames(), { message } = App.useApp();
  const send = useSend('issueCoupon', touched);
  const [key] = useState(actKey), [kind, setKind] = useState(''), [count, setCount] = useState(1), [tried, setTried] = useState(false);
  const submit = () => { setTried(true); if (kind) send.mutate({ id, kind, count, source: 'console', $: { idempotencyKey: key } }, { onSuccess: (d) => { onClose(); void message.success(t('issued', { n: d.coupons.length })); } }); };
  return (
    <FormModal holds={[kind, count]} title={t('issueTitle')} submit={t('issue')} busy={send.isPending} error={send.error} onSubmit={submit} onClose={onClose}>
      <Field label={t('kind')} help={t('issueHelp')} error={tried && !kind && t('kindMissing')}><Select value={kind || undefined} onChange={setKind} options={names.coupons()} showSearch={{ optionFilterProp: 'search' }} /></Field>
      <Field label={t('count')}><InputNumber min={1} max={100} precision={0} value={count} onChange={(n) => setCount(n ?? 1)} /></Field>
    </FormModal>
  );
}

export function RewardActs({ id, what }: { id: string; what: 'points' | 'coupons' }) {
  const t = useStrings(strings), role = useStrings(roleNames), names = useNames(), may = useCan('operator');
  const [open, setOpen] = useState(false);
  const points = what === 'points', none = (points ? names.currencies() : names.coupons()).length === 0;
  const reason = !may ? t('needRole', { role: role('operator') }) : none ? t(points ? 'noCurrency' : 'noKind') : null;
  return (
    <>
      <ActionButton size="small" reason={reason} onClick={() => setOpen(true)}>{t(points ? 'grant' : 'issue')}</ActionButton>
      {open && (points ? <Grant id={id} onClose={() => setOpen(false)} /> : <Issue id={id} onClose={() => setOpen(false)} />)}
    </>
  );
}
