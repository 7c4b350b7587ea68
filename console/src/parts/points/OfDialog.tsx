import { App, Input } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import type { Transaction } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { touched } from './ActDialog';
import { Amount } from './Amount';
import { compare, digitsOf, negate, sum, typedAmount } from './exact';
import { keyOf, settled } from './keys';
import { strings } from './strings';
import './points.css';

export type Following = 'refund' | 'reverse' | 'clawback' | 'unfreeze';

/** What may follow a transaction of this kind. */
export function followingOf(kind: Transaction['kind']): Following[] {
  switch (kind) {
    case 'spend': return ['refund', 'reverse'];
    case 'earn': case 'grant': return ['clawback', 'reverse'];
    case 'freeze': return ['unfreeze'];
    case 'adjust': return ['reverse'];
    default: return [];
  }
}
export const leftOf = (x: Pick<Transaction, 'amount' | 'returned'>): string => sum(x.amount, negate(x.returned));

/** Gives back, takes back or unfreezes (part of) one transaction. */
export function OfDialog({ of, what, onDone, onClose }: { of: Transaction; what: Following; onDone: (txn: number) => void; onClose: () => void }) {
  const t = useStrings(strings), f = useFormat(), { message } = App.useApp();
  const [typed, setTyped] = useState(''), [reason, setReason] = useState(''), [tried, setTried] = useState(false);
  const left = leftOf(of), decimals = digitsOf(of.amount);
  const whole = what === 'reverse' || typed.trim() === '';
  const amount = whole ? left : typedAmount(typed, decimals);
  const wrong = amount === null ? (decimals ? t('amountDigits', { n: decimals }) : t('amountHelp')) : compare(amount, left) > 0 ? t('tooMuch', { n: f.decimal(left) }) : null;
  const refund = useSend('refundTransaction', touched), reverse = useSend('reverseTransaction', touched), clawback = useSend('clawBackTransaction', touched), unfreeze = useSend('unfreezeTransaction', touched);
  const send = { refund, reverse, clawback, unfreeze }[what];
  const request = { n: String(of.txn), ...(whole ? {} : { amount: amount ?? '' }), ...(reason.trim() ? { reason: reason.trim() } : {}), ...(of.ref ? { ref: of.ref } : {}) };
  const submit = () => {
    setTried(true);
    if (wrong || send.isPending) return;
    send.mutate({ ...request, $: { idempotencyKey: keyOf({ what, ...request }) } }, { onSuccess: (r) => { settled({ what, ...request }); void message.success(t('posted', { n: r.txn })); onDone(r.txn); } });
  };
  const effect = what === 'reverse' ? t(of.kind === 'spend' ? 'effect_reverseSpend' : of.kind === 'adjust' ? 'effect_reverseAdjust' : 'effect_reverseGrant') : t(`effect_${what}`);
  return (
    <FormModal holds={[typed, reason]} title={t(`title_${what}`, { n: of.txn })} submit={t(what)} busy={send.isPending} error={send.error} onSubmit={submit} onClose={onClose}>
      {what !== 'reverse' && <Field label={t('amount')} help={t('allLeft', { n: f.decimal(left) })} error={tried && wrong}><Input inputMode="decimal" autoComplete="off" value={typed} onChange={(e) => setTyped(e.target.value)} /></Field>}
      <Field label={t('reason')} help={t('reasonHelp')}><Input value={reason} maxLength={100} onChange={(e) => setReason(e.target.value)} /></Field>
      <div className="points-reach"><h3>{t('reach')}</h3><ul>
        <li>{t.node('leftOf', { n: <strong><Amount v={left} /></strong> })}</li>
        <li>{effect}</li>
        <li>{t('reachEvent')}</li>
        <li>{t('final')}</li>
      </ul></div>
      <p className="points-key">{t('key')} <code>{keyOf({ what, ...request })}</code> · {t('keyHelp')}</p>
    </FormModal>
  );
}
