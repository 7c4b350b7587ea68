import { App, Checkbox, Drawer, Input } from 'antd';
import { useState } from 'react';
import { Link } from 'wouter';
import { useApi, useSend } from '@/api/hooks';
import type { MallOrderFile } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { ActionButton } from '@/parts/feedback/ActionButton';
import { Await } from '@/parts/feedback/Await';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { Time } from '@/parts/text/Time';
import { Codes } from './Codes';
import { orderAsks } from './Orders';
import { usePrice } from './price';
import { OrderState } from './State';
import { strings } from './strings';

type Act = 'pay' | 'ship' | 'ready' | 'done' | 'cancel' | 'return_' | 'restock_';

/** What can be done to an order in its state. */
export function actsOf(o: Pick<MallOrderFile, 'state' | 'hand' | 'kept'>): Act[] {
  if (o.kept && (o.state === 'canceled' || o.state === 'returned')) return ['restock_'];
  if (o.state === 'awaiting_payment') return ['pay', 'cancel'];
  if (o.state === 'placed') return [...(o.hand === 'ship' ? ['ship' as const] : o.hand === 'pick_up' ? ['ready' as const] : []), 'done', 'cancel'];
  if (o.state === 'shipped') return ['ship', 'done', 'return_'];
  if (o.state === 'ready') return ['done', 'cancel'];
  return o.state === 'done' && o.hand !== 'reward' ? ['return_'] : [];
}

function ActDialog({ o, act, onClose }: { o: MallOrderFile; act: Act; onClose: () => void }) {
  const t = useStrings(strings), price = usePrice();
  const { message } = App.useApp();
  const [a, setA] = useState(act === 'ship' ? o.carrier : ''), [b, setB] = useState(act === 'ship' ? o.number : ''), [restock, setRestock] = useState(!o.has_codes);
  const asks = [...orderAsks];
  const pay = useSend('payMallOrder', asks), ship = useSend('shipMallOrder', asks), ready = useSend('readyMallOrder', asks), done = useSend('finishMallOrder', asks), cancel = useSend('cancelMallOrder', asks), back = useSend('returnMallOrder', asks), again = useSend('restockMallOrder', asks);
  const send = { pay, ship, ready, done, cancel, return_: back, restock_: again }[act];
  const text = (k: string, v: string) => (v.trim() ? { [k]: v.trim() } : {});
  const body = act === 'pay' ? { money: o.money, ...text('ref', a) } : act === 'ship' ? { ...text('carrier', a), ...text('number', b) } : act === 'cancel' || act === 'return_' ? { ...text('reason', a), ...(o.has_codes && act === 'cancel' ? {} : { restock }) } : {};
  const go = () => send.mutate({ n: String(o.n), ...body } as never, { onSuccess: () => { void message.success(t('saved')); onClose(); } });
  const gives = act === 'cancel' || act === 'return_';
  return (
    <FormModal holds={[a, b]} title={`${t(act)} · ${t('orderN', { n: o.n })}`} submit={t(act)} busy={send.isPending} error={send.error} onClose={onClose} onSubmit={go}>
      {act === 'pay' && <><p>{price({ points: '0', currency: '', money: o.money })}</p><Field label={t('payRef')}><Input maxLength={60} value={a} onChange={(e) => setA(e.target.value)} /></Field></>}
      {act === 'ship' && <><Field label={t('carrier')}><Input maxLength={60} value={a} onChange={(e) => setA(e.target.value)} /></Field><Field label={t('number')}><Input maxLength={60} value={b} onChange={(e) => setB(e.target.value)} /></Field></>}
      {gives && <><Field label={t('reason')}><Input maxLength={150} value={a} onChange={(e) => setA(e.target.value)} /></Field>{!(o.has_codes && act === 'cancel') && <Checkbox checked={restock} onChange={(e) => setRestock(e.target.checked)}>{t(o.has_codes ? 'restockSeen' : 'restock')}</Checkbox>}<p className="field-note">{t('cancelHelp')}</p></>}
      {act === 'restock_' && <p>{t(o.has_codes ? 'restockCodes' : 'restockHelp')}</p>}
    </FormModal>
  );
}

function File({ o, reason }: { o: MallOrderFile; reason: string | null }) {
  const t = useStrings(strings), pick = usePick(), price = usePrice();
  const [act, setAct] = useState<Act | null>(null);
  const acts = actsOf(o);
  const who = (s: MallOrderFile['steps'][number]) => s.actor_name ?? (s.actor.startsWith('visit:') ? t('customer') : s.actor === 'mall' ? t('clock') : s.actor);
  const lines: [string, React.ReactNode][] = [
    [t('item'), <Link key="i" href={`/mall/${encodeURIComponent(o.item)}`}>{pick(o.title) || o.item}{o.quantity > 1 ? ` × ${o.quantity}` : ''}</Link>],
    [t('person'), o.person ? <Link key="p" href={`/people/${encodeURIComponent(o.person)}?tab=rewards`}>{o.person}</Link> : t('erased')],
    [t('cost'), price(o)], [t('at'), <Time key="a" v={o.at} />],
    ...(o.state === 'awaiting_payment' && o.pay_until ? [[t('payUntil'), <Time key="u" v={o.pay_until} />] as [string, React.ReactNode]] : []),
    ...(o.store ? [[t('store'), o.store] as [string, React.ReactNode]] : []), ...(o.carrier || o.number ? [[t('parcel'), `${o.carrier} ${o.number}`.trim()] as [string, React.ReactNode]] : []),
    ...(o.reason ? [[t('reason'), o.reason === 'unpaid' ? t('unpaid') : o.reason === 'customer' ? t('customer') : o.reason] as [string, React.ReactNode]] : []),
  ];
  return (
    <div className="mal-file">
      <div><OrderState state={o.state} /></div>
      {acts.length > 0 && <div className="mal-acts" role="group" aria-label={t('acts')}>{acts.map((x, i) => <ActionButton key={x} reason={reason} {...(i === 0 ? { type: 'primary' as const } : {})} danger={x === 'cancel' || x === 'return_'} onClick={() => setAct(x)}>{t(x)}</ActionButton>)}</div>}
      <dl>{lines.map(([k, v]) => <div key={k} style={{ display: 'contents' }}><dt>{k}</dt><dd>{v}</dd></div>)}</dl>
      {o.has_contact && <div><h3>{t('contact')}</h3>{o.contact ? <p>{o.contact.name} {o.contact.phone}<br />{o.contact.address}{o.contact.note && <><br />{o.contact.note}</>}</p> : <p className="muted">{t('contactHidden')}</p>}</div>}
      {o.codes.length > 0 && <Codes o={o} reason={reason} />}
      <div><h3>{t('steps')}</h3><ol className="mal-steps">{o.steps.map((s, i) => <li key={i}>{t(`w_${s.what}`)} · {who(s)}<span className="mal-note"><Time v={s.at} />{s.note && ` · ${s.note === 'unpaid' ? t('unpaid') : s.note === 'customer' ? t('customer') : s.note}`}</span></li>)}</ol></div>
      {act && <ActDialog key={act} o={o} act={act} onClose={() => setAct(null)} />}
    </div>
  );
}

/** One order: what it is, where it goes, what was done to it, and what can be done now. */
export function OrderDrawer({ n, reason, onClose }: { n: number; reason: string | null; onClose: () => void }) {
  const t = useStrings(strings);
  const q = useApi('getMallOrder', { n: String(n) } as never, { enabled: n > 0, keep: false });
  return <Drawer open={n > 0} title={t('orderN', { n })} size={460} onClose={onClose}>{n > 0 && <Await query={q} shape="text">{(o) => <File key={o.n} o={o} reason={reason} />}</Await>}</Drawer>;
}
