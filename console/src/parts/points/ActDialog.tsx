import { App, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { useLocation } from 'wouter';
import { isApiError, type ApiError } from '@/api/error';
import { useApi, useSend } from '@/api/hooks';
import type { OpName } from '@/api/ops';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { Amount } from './Amount';
import { typedAmount } from './exact';
import { keyOf, settled } from './keys';
import { PersonSelect, type Chosen } from './PersonSelect';
import { reachOf, rulesOf, type Act, type Reach } from './reach';
import { strings } from './strings';
import { useCurrencies } from './useCurrencies';
import './points.css';

export const touched: OpName[] = ['personAccounts', 'personAccount', 'listTransactions', 'getTransaction', 'ledgerTotals', 'listProposals'];

function ReachBox({ act, r }: { act: Act; r: Reach }) {
  const t = useStrings(strings);
  const lines: React.ReactNode[] = [];
  if (r.closed) lines.push(<span className="points-bad">{t('reachCannotGrant')}</span>);
  else if (r.short) lines.push(<span className="points-bad">{t.node('reachShort', { n: <Amount v={r.short} /> })}</span>);
  else {
    lines.push(t.node('reachBalance', { before: <Amount v={r.before} />, after: <strong><Amount v={r.after} /></strong> }));
    if (r.pending > 0) lines.push(t('reachPending', { days: r.pending }));
    if (r.frozen) lines.push(t.node('reachFrozen', { before: <Amount v={r.frozen[0]} />, after: <Amount v={r.frozen[1]} /> }));
    if (r.lots > 0) lines.push(t('reachLots', { n: r.lots }));
    if (r.debt) lines.push(t.node('reachDebt', { n: <Amount v={r.debt} /> }));
    if (!r.approval) lines.push(t('reachEvent'));
    if (act !== 'freeze' && !r.approval) lines.push(t('reachBack'));
  }
  return <div className="points-reach" aria-live="polite"><h3>{t('reach')}</h3><ul>{lines.map((x, i) => <li key={i}>{x}</li>)}</ul></div>;
}

export interface ActDialogProps { act: Act; person?: Chosen; currency?: string; onClose: () => void }

/** Grants, spends, freezes or adjusts by hand: shows what will become of the balance, and keeps its key until it is answered. */
export function ActDialog({ act, person: given, currency: of, onClose }: ActDialogProps) {
  const t = useStrings(strings), f = useFormat(), { message, notification } = App.useApp();
  const [, go] = useLocation();
  const currencies = useCurrencies();
  const [person, setPerson] = useState<Chosen | null>(given ?? null);
  const [slug, setSlug] = useState(of ?? '');
  const currency = slug || currencies.options[0]?.value || '';
  const [typed, setTyped] = useState(''), [reason, setReason] = useState(''), [ref, setRef] = useState('');
  const [valid, setValid] = useState<'default' | 'never' | 'day'>('default'), [day, setDay] = useState('');
  const [tried, setTried] = useState(false);
  const document = useApi('getDocument', { kind: 'currency', slug: currency }, { enabled: currency !== '', live: false });
  const account = useApi('personAccount', { id: person?.id ?? '', currency, limit: 1 }, { enabled: person !== null && currency !== '', fresh: 0, keep: false });
  const rules = document.data && document.data.slug === currency ? rulesOf(document.data.document, document.data.status) : null;
  const amount = rules ? typedAmount(typed, rules.decimals, act === 'adjust') : null;
  const reach = rules && amount && account.data ? reachOf(act, amount, account.data, rules) : null;
  const proposes = reach?.approval === true;
  const past = valid === 'day' && (!/^\d{4}-\d\d-\d\d$/.test(day) || Number.isNaN(Date.parse(day)) || Date.parse(day) < Date.now() - 86_400_000);
  const needsReason = act === 'adjust' && reason.trim() === '';
  const post = useSend('postPoints', touched), ask = useSend('proposeAdjustment', touched);
  const name = currencies.name(currency);
  // The last day counts whole: what the ledger wants is the first moment that does not.
  const expires = act !== 'grant' || valid === 'default' ? {} : valid === 'never' ? { expires: null } : { expires: nextDay(day) };
  const common = { currency, amount: amount ?? '', ...(reason.trim() ? { reason: reason.trim() } : {}), ...(ref.trim() ? { ref: ref.trim() } : {}) };
  const request = proposes ? { person: person?.id ?? '', ...common } : { id: person?.id ?? '', op: act, ...common, ...expires };
  const done = (n: number | null) => {
    settled(request);
    if (n === null) notification.info({ key: 'proposed', title: t('proposed'), actions: <Button size="small" onClick={() => { notification.destroy('proposed'); go('/points/approvals'); }}>{t('seeApprovals')}</Button> });
    else message.success(t('posted', { n }));
    onClose();
  };
  const submit = () => {
    setTried(true);
    if (!person || !amount || needsReason || past || !reach || reach.short || reach.closed) return;
    const $ = { idempotencyKey: keyOf(request) };
    if (proposes) ask.mutate({ ...(request as { person: string; currency: string; amount: string; reason: string }), $ }, { onSuccess: () => done(null) });
    else post.mutate({ ...(request as { id: string; op: Act; currency: string; amount: string }), $ }, { onSuccess: (r) => done(r.txn) });
  };
  const error: ApiError | null = post.error ?? ask.error;
  const wrongAmount = tried && !amount ? (rules?.decimals ? t('amountDigits', { n: rules.decimals }) : t('amountHelp')) : null;
  return (
    <FormModal holds={[person?.id, typed, valid, day, reason, ref]} title={t(`title_${act}`, { currency: name })} submit={t(proposes ? 'propose' : `act_${act}`)} busy={post.isPending || ask.isPending} error={error ?? (isApiError(account.error) ? account.error : null)} onSubmit={submit} onClose={onClose}>
      {given ? <p className="points-of">{t('person')} <strong>{given.label}</strong></p>
        : <Field label={t('person')} error={tried && !person && t('choosePerson')}><PersonSelect value={person} onChange={setPerson} autoFocus /></Field>}
      {!of && <Field label={t('currency')}><Select value={currency} onChange={setSlug} options={currencies.options} /></Field>}
      <Field label={t('amount')} help={act === 'adjust' ? t('amountSigned') : undefined} error={wrongAmount}><Input inputMode="decimal" autoComplete="off" value={typed} onChange={(e) => setTyped(e.target.value)} /></Field>
      {act === 'grant' && <div className="form-row points-row">
        <Field label={t('expiry')}><Select value={valid} onChange={setValid} options={[{ value: 'default', label: t('expiryDefault') }, { value: 'never', label: t('expiryNever') }, { value: 'day', label: t('expiryDay') }]} /></Field>
        {valid === 'day' && <Field label={t('expiryDayLabel')} error={tried && past && t('expiryDayWrong')}><Input type="date" value={day} onChange={(e) => setDay(e.target.value)} /></Field>}
      </div>}
      <Field label={t('reason')} help={t('reasonHelp')} error={tried && needsReason && t('reasonNeeded')}><Input value={reason} maxLength={100} onChange={(e) => setReason(e.target.value)} /></Field>
      <Field label={t('ref')} help={t('refHelp')}><Input value={ref} maxLength={100} onChange={(e) => setRef(e.target.value)} /></Field>
      {reach && <ReachBox act={act} r={reach} />}
      {proposes && rules?.approvalAbove && <p className="points-note" role="status">{t('reachApproval', { limit: f.decimal(rules.approvalAbove) })}</p>}
      {amount && person && <p className="points-key" title={t('keyHelp')}>{t('key')} <code>{keyOf(request)}</code> · {t('keyHelp')}</p>}
    </FormModal>
  );
}

const nextDay = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
