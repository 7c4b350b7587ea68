/* What staff does to one member.  Each says what it does before it is done. */
import { App, Button, Checkbox, DatePicker, Dropdown, Input, Radio, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useApi, useSend } from '@/api/hooks';
import type { OpName } from '@/api/ops';
import type { Member } from '@/api/types';
import { useCan } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { roleNames } from '@/i18n/strings';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { actKey } from './key';
import { plansOf } from './plans';
import { strings } from './strings';
import { useNames } from './useNames';

export const touched: readonly OpName[] = ['getMember', 'personMemberships', 'listMembers', 'countMembers', 'personEvents', 'countPeople', 'personAccounts', 'personCoupons'];
export interface ActProps { slug: string; id: string; member: Member; onClose: () => void }

/** Done or nothing to do: says which, and closes. */
function useDone(onClose: () => void) {
  const t = useStrings(strings), { message } = App.useApp();
  return (d: { changed: boolean }, said?: string) => { onClose(); void (d.changed ? message.success(said ?? t('done')) : message.info(t('nothing'))); };
}

function SetLevel({ slug, id, member, onClose }: ActProps) {
  const t = useStrings(strings), names = useNames();
  const send = useSend('setMemberLevel', touched), done = useDone(onClose);
  const [level, setLevel] = useState(member.level?.slug ?? ''), [reason, setReason] = useState(''), [until, setUntil] = useState<Dayjs | null>(null), [tried, setTried] = useState(false);
  const submit = () => { setTried(true); if (reason.trim()) send.mutate({ slug, id, level, reason: reason.trim(), ...(until ? { until: until.format('YYYY-MM-DD') } : {}) }, { onSuccess: (d) => done(d) }); };
  return (
    <FormModal holds={[level, reason, until]} title={t('setTitle')} submit={t('setDo')} busy={send.isPending} error={send.error} onSubmit={submit} onClose={onClose}>
      <Field label={t('level')}><Select value={level} onChange={setLevel} options={[{ value: '', label: t('noLevel') }, ...names.levels(slug)]} /></Field>
      <Field label={t('reason')} error={tried && !reason.trim() && t('reasonMissing')}><Input value={reason} maxLength={60} onChange={(e) => setReason(e.target.value)} /></Field>
      <Field label={t('until')} help={t('untilHelp')}><DatePicker value={until} onChange={setUntil} disabledDate={(d) => d.valueOf() < Date.now()} style={{ width: '100%' }} /></Field>
    </FormModal>
  );
}

function Leave({ slug, id, member, onClose }: ActProps) {
  const t = useStrings(strings), pick = usePick();
  const send = useSend('leaveMember', touched), done = useDone(onClose);
  const [reason, setReason] = useState('');
  const loses = member.level ? [t('leaveLoses', { level: pick(member.level.title) })] : [];
  return (
    <ConfirmReach open danger title={t('leaveTitle')} confirm={t('leave')} busy={send.isPending} error={send.error} reach={{ people: 1, everyone: 0 }} onCancel={onClose} blocked={!reason.trim()}
      consequences={[...loses, ...(member.paid_until ? [t('leavePaid')] : []), t('leaveKeeps')]} holds={reason} field={<Field label={t('reason')}><Input value={reason} maxLength={60} onChange={(e) => setReason(e.target.value)} /></Field>}
      onConfirm={() => send.mutate({ slug, id, reason: reason.trim() }, { onSuccess: (d) => done(d) })} />
  );
}

function Cancel({ slug, id, member, onClose }: ActProps) {
  const t = useStrings(strings), f = useFormat();
  const send = useSend('cancelMember', touched), done = useDone(onClose);
  const [now, setNow] = useState(false), [reason, setReason] = useState('');
  return (
    <ConfirmReach open danger title={t('cancelTitle')} confirm={t('cancelDo')} busy={send.isPending} error={send.error} reach={{ people: 1, everyone: 0 }} onCancel={onClose}
      consequences={[t('cancelNoRefund'), ...(now ? [] : [t('cancelBack')])]}
      holds={reason} field={<>
        <Radio.Group aria-label={t('cancelWhen')} value={now} onChange={(e) => setNow(e.target.value as boolean)} options={[{ value: false, label: t('atEnd', { day: f.dayOf(member.paid_until) }) }, { value: true, label: t('atOnce') }]} />
        <Field label={t('reason')}><Input value={reason} maxLength={60} onChange={(e) => setReason(e.target.value)} /></Field>
      </>}
      onConfirm={() => send.mutate({ slug, id, at_once: now, ...(reason.trim() ? { reason: reason.trim() } : {}) }, { onSuccess: (d) => done(d) })} />
  );
}

/** A first term (or a trial), or another at the end of the last. */
export function Buy({ slug, id, renew, plan: now, onClose, onDone }: { slug: string; id: string; renew: boolean; plan: string; onClose: () => void; onDone?: () => void }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const programme = useApi('getDocument', { kind: 'programme', slug });
  const plans = plansOf(programme.data?.document);
  const first = useSend('subscribeMember', touched), next = useSend('renewMember', touched), send = renew ? next : first, done = useDone(onDone ?? onClose);
  const [key] = useState(actKey);
  const [own, setOwn] = useState(now), [order, setOrder] = useState(''), [price, setPrice] = useState(''), [trial, setTrial] = useState(false), [tried, setTried] = useState(false);
  const plan = own || plans[0]?.slug || '', chosen = plans.find((p) => p.slug === plan), tries = !renew && trial && (chosen?.trial ?? 0) > 0;
  const submit = () => {
    setTried(true);
    if (!plan || (!tries && !order.trim())) return;
    const paid = price.trim() && !tries ? { price: price.trim() } : {};
    if (renew) next.mutate({ slug, id, plan, order: order.trim(), ...paid, key }, { onSuccess: (d) => done(d) });
    else first.mutate({ slug, id, plan, key, ...paid, ...(tries ? { trial: true } : { order: order.trim() }) }, { onSuccess: (d) => done(d) });
  };
  return (
    <FormModal holds={[order, price]} title={t(renew ? 'renew' : 'subscribe')} submit={t(renew ? 'renew' : 'subscribe')} busy={send.isPending} error={send.error} onSubmit={submit} onClose={onClose}>
      <Field label={t('plan')} {...(renew ? { help: t('renewHelp') } : {})}><Select value={plan || undefined} onChange={setOwn} loading={programme.isLoading} options={plans.map((p) => ({ value: p.slug, label: `${pick(p.title) || p.slug} · ${f.money(p.price)}` }))} /></Field>
      {!renew && (chosen?.trial ?? 0) > 0 && <Checkbox checked={trial} onChange={(e) => setTrial(e.target.checked)}>{t('isTrial')}</Checkbox>}
      {!tries && <>
        <Field label={t('order')} help={t('orderHelp')} error={tried && !order.trim() && t('orderMissing')}><Input value={order} maxLength={200} onChange={(e) => setOrder(e.target.value)} /></Field>
        <Field label={t('paidPrice')} help={t('priceHelp')}><Input inputMode="decimal" value={price} placeholder={chosen?.price ?? ''} onChange={(e) => setPrice(e.target.value.replace(/[,，\s]/g, ''))} /></Field>
      </>}
    </FormModal>
  );
}

export function Refund({ slug, id, plan, order, onClose }: { slug: string; id: string; plan: string; order: string; onClose: () => void }) {
  const t = useStrings(strings), f = useFormat();
  const programme = useApi('getDocument', { kind: 'programme', slug });
  const send = useSend('refundMember', touched), done = useDone(onClose);
  const [key] = useState(actKey), [reason, setReason] = useState('');
  const rule = plansOf(programme.data?.document).find((p) => p.slug === plan)?.refund ?? 'none';
  return (
    <ConfirmReach open danger title={t('refundTitle', { order })} confirm={t('refund')} busy={send.isPending} error={send.error} reach={{ people: 1, everyone: 0 }} onCancel={onClose} blocked={!programme.data || rule === 'none'}
      consequences={[t('refundEnds'), t('refundBy', { rule: t(rule === 'full' ? 'ruleFull' : rule === 'by_day' ? 'ruleByDay' : 'ruleNone') }), t('refundPay')]} holds={reason} field={<Field label={t('reason')}><Input value={reason} maxLength={60} onChange={(e) => setReason(e.target.value)} /></Field>}
      onConfirm={() => send.mutate({ slug, id, order, key, ...(reason.trim() ? { reason: reason.trim() } : {}) }, { onSuccess: (d) => done(d, t('refundedNow', { amount: f.money(d.amount) })) })} />
  );
}

function JoinAgain({ slug, id, onClose }: ActProps) {
  const t = useStrings(strings);
  const send = useSend('joinMember', touched), done = useDone(onClose);
  const [source, setSource] = useState('');
  return (
    <FormModal holds={source} title={t('joinAgain')} submit={t('join')} busy={send.isPending} error={send.error} onClose={onClose} onSubmit={() => send.mutate({ slug, id, source: source.trim() || 'console' }, { onSuccess: (d) => done(d) })}>
      <Field label={t('source')}><Input value={source} placeholder="console" maxLength={60} onChange={(e) => setSource(e.target.value)} /></Field>
    </FormModal>
  );
}

/** The menu of acts that the membership allows now. */
export function Acts({ slug, id, member }: Omit<ActProps, 'onClose'>) {
  const t = useStrings(strings), role = useStrings(roleNames);
  const may = useCan('operator');
  const [act, setAct] = useState<string | null>(null);
  const programme = useApi('getDocument', { kind: 'programme', slug });
  const paid = plansOf(programme.data?.document).length > 0, active = member.status === 'active', bought = member.terms.length > 0;
  const items = [
    ...(active ? [{ key: 'level', label: t('setLevel') }] : []),
    ...(paid && active ? [{ key: 'renew', label: t('renew') }] : []), ...(paid && !active ? [{ key: 'subscribe', label: t('subscribe') }] : []),
    ...(paid && active && bought && !member.ends ? [{ key: 'cancel', label: t('cancel'), danger: true }] : []),
    ...(!paid && !active ? [{ key: 'join', label: t('joinAgain') }] : []), ...(active ? [{ key: 'leave', label: t('leave'), danger: true }] : []),
  ];
  const props = { slug, id, member, onClose: () => setAct(null) };
  if (!may) return <ActionButton size="small" reason={t('needRole', { role: role('operator') })}>{t('acts')}</ActionButton>;
  return (
    <>
      <Dropdown trigger={['click']} menu={{ items, onClick: ({ key }) => setAct(key) }}><Button size="small">{t('acts')}</Button></Dropdown>
      {act === 'level' && <SetLevel {...props} />}
      {act === 'leave' && <Leave {...props} />}
      {act === 'cancel' && <Cancel {...props} />}
      {act === 'join' && <JoinAgain {...props} />}
      {(act === 'renew' || act === 'subscribe') && <Buy slug={slug} id={id} renew={act === 'renew'} plan={member.plan} onClose={props.onClose} />}
    </>
  );
}
