import { App, AutoComplete, Button, InputNumber, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { useApi, useSend } from '@/api/hooks';
import type { CouponKind } from '@/api/types';
import { useDebounced } from '@/hooks/useDebounced';
import { usePick, useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { IssueToPeople } from '@/parts/coupons/IssueToPeople';
import { segmentOf } from '@/parts/coupons/kinds';
import { Problem } from '@/parts/feedback/Problem';
import { useHeld } from '@/parts/leave/useHeld';
import { Field } from '@/parts/fields/Field';
import { WhoPicker } from '@/parts/question/WhoPicker';
import { useVocabulary } from '@/api/vocabulary';
import { strings } from '../strings';

const AT_ONCE = 100; /* coupons of one request */

/** Issues coupons of a kind: to one person at once, or to many as a job. */
export function IssueDialog({ kind, onClose }: { kind: CouponKind; onClose: () => void }) {
  const t = useStrings(strings), pick = usePick();
  const [to, setTo] = useState<'person' | 'people'>('people'), [who, setWho] = useState('');
  const held = useHeld(who), close = () => held.ask(onClose);
  return (
    <Modal open title={t('issueTitle', { title: pick(kind.title) || kind.slug })} onCancel={close} footer={null} destroyOnHidden>
      <div className="form">
        <Segmented aria-label={t('toWhom')} value={to} onChange={setTo} options={[{ value: 'people', label: t('toPeople') }, { value: 'person', label: t('toPerson') }]} />
        {to === 'people' ? <ToPeople kind={kind} onDone={onClose} /> : <ToPerson kind={kind} who={who} setWho={setWho} onDone={onClose} onClose={close} />}
      </div>
      {held.dialog}
    </Modal>
  );
}

function ToPeople({ kind, onDone }: { kind: CouponKind; onDone: () => void }) {
  const t = useStrings(strings), pick = usePick();
  const [who, setWho] = useState('');
  const segments = useVocabulary().data?.segments ?? [];
  const slug = segmentOf(who), segment = segments.find((s) => s.slug === slug);
  return (
    <>
      <div className="field"><span className="field-label">{t('audience')}</span><WhoPicker value={who} onChange={setWho} label={t('audience')} everyone={t('chooseAudience')} /></div>
      <IssueToPeople kind={kind} expression={who} who={segment ? pick(segment.title) || segment.slug : who || t('peopleOf')} onDone={onDone} />
    </>
  );
}

function ToPerson({ kind, who, setWho, onDone, onClose }: { kind: CouponKind; who: string; setWho: (who: string) => void; onDone: () => void; onClose: () => void }) {
  const t = useStrings(strings), c = useStrings(common), pick = usePick();
  const { message } = App.useApp();
  const [count, setCount] = useState<number | null>(1);
  const q = useDebounced(who.trim(), 300);
  const found = useApi('searchPeople', { q, limit: 8 }, { enabled: q.length > 1, live: false });
  const send = useSend('issueCoupon', ['getCouponKind', 'listCouponKinds', 'listCoupons', 'personCoupons']);
  const name = pick(kind.title) || kind.slug;
  const ready = who.trim() !== '' && count !== null;
  const submit = () => ready && send.mutate({ id: who.trim(), kind: kind.slug, count, source: 'console' }, { onSuccess: (d) => { void message.success(t('issuedTo', { who: who.trim(), n: d.coupons.length })); onDone(); } });
  return (
    <form className="form" aria-label={t('issueTitle', { title: name })} onSubmit={(e) => { e.preventDefault(); submit(); }}>
      <Field label={t('who')} help={t('whoHelp')}><AutoComplete autoFocus value={who} onChange={(v: string) => setWho(v)} options={(q.length > 1 ? found.data?.items ?? [] : []).map((x) => ({ value: x.id, label: x.name ? `${x.name} · ${x.id}` : x.id }))} /></Field>
      <Field label={t('howMany')}><InputNumber min={1} max={AT_ONCE} precision={0} value={count} onChange={setCount} /></Field>
      {send.isError && <Problem inline error={send.error} />}
      <div className="form-row form-end"><Button onClick={onClose}>{c('cancel')}</Button><Button type="primary" htmlType="submit" disabled={!ready} loading={send.isPending}>{t('issue')}</Button></div>
    </form>
  );
}
