import { Alert, Button, Checkbox, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useSend } from '@/api/hooks';
import type { OpName } from '@/api/ops';
import type { IdentityDetail } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { Problem } from '@/parts/feedback/Problem';
import { useHeld } from '@/parts/leave/useHeld';
import { Time } from '@/parts/text/Time';
import { Field } from '@/parts/fields/Field';
import { IdentityText, useTypeName } from '@/parts/identity/IdentityText';
import { strings } from './identity.strings';
import { MovePreview } from './MovePreview';

/** What shows another answer when identities change hands. */
export const touched: OpName[] = ['getPerson', 'personIdentity', 'personEvents', 'personOrders', 'searchPeople', 'listPeople', 'identityWatch', 'getOverview', 'listSegments'];

export function MergeDialog({ id, onClose }: { id: string; onClose: (done: boolean) => void }) {
  const t = useStrings(strings), c = useStrings(common);
  const [who, setWho] = useState(''), [force, setForce] = useState(false);
  const look = useSend('mergePeople'), merge = useSend('mergePeople', touched), held = useHeld(who, merge.isPending);
  const d = look.data, conflicts = (d?.conflicts ?? []).length > 0;
  const other = who.trim();
  const preview = () => { if (other) look.mutate({ id, people: [other], dry_run: true }); };
  const blocked = !d || d.merged === 0 || (conflicts && !force);
  return (
    <Modal open title={t('mergeTitle')} okText={t('mergeDo')} cancelText={c('cancel')} onCancel={() => held.ask(() => onClose(false))} confirmLoading={merge.isPending} okButtonProps={{ disabled: blocked }}
      onOk={() => merge.mutate({ id, people: [other], force }, { onSuccess: () => onClose(true) })}>
      <form className="form" onSubmit={(e) => { e.preventDefault(); preview(); }}>
        <Field label={t('mergeWho')}><Input autoFocus autoComplete="off" value={who} maxLength={512} onChange={(e) => { setWho(e.target.value); look.reset(); setForce(false); }} /></Field>
        <div className="form-row"><Button htmlType="submit" loading={look.isPending} disabled={!other}>{t('mergePreview')}</Button></div>
        {look.isError && <Problem inline error={look.error} />}
        {d && <MovePreview moved={d} />}
        {conflicts && <Checkbox checked={force} onChange={(e) => setForce(e.target.checked)}>{t('force')}</Checkbox>}
        {d && d.merged > 0 && <p className="field-note">{t('mergeUndo')}</p>}
        {merge.isError && <Problem inline error={merge.error} />}
      </form>
      {held.dialog}
    </Modal>
  );
}

export function SplitDialog({ id, identity, onClose }: { id: string; identity: IdentityDetail; onClose: (done: boolean) => void }) {
  const t = useStrings(strings), c = useStrings(common), name = useTypeName();
  const [freeze, setFreeze] = useState(false);
  const look = useSend('unmergePeople'), split = useSend('unmergePeople', touched), hold = useSend('freezePerson', touched);
  const what = `~${identity.subject}`, mutate = look.mutate;
  useEffect(() => { mutate({ id, identities: [what], dry_run: true }); }, [id, what, mutate]);
  const stays = look.data?.preview?.[0]?.identity;
  const send = async () => {
    try {
      await split.mutateAsync({ id, identities: [what] });
      if (freeze) {
        await hold.mutateAsync({ id: what, frozen: true });
        if (stays) await hold.mutateAsync({ id: `~${stays.subject}`, frozen: true });
      }
      onClose(true);
    } catch { /* said below */ }
  };
  const error = split.error ?? hold.error ?? look.error;
  return (
    <Modal open title={t('splitTitle', { what: `${name(identity.type)} ${identity.value}` })} okText={t('splitDo')} cancelText={c('cancel')} onCancel={() => onClose(false)} confirmLoading={split.isPending || hold.isPending}
      okButtonProps={{ disabled: !look.data || look.data.merged === 0 }} onOk={() => void send()}>
      <div className="form">
        {!look.data && !look.isError && <p className="field-note" role="status">{t('counting')}</p>}
        {look.data && <MovePreview moved={look.data} />}
        {look.data && <Alert type="info" title={t('splitAgain')} />}
        {look.data && <Checkbox checked={freeze} onChange={(e) => setFreeze(e.target.checked)}>{t('splitFreeze')}</Checkbox>}
        {error != null && <Problem inline error={error} />}
      </div>
    </Modal>
  );
}

/** An identity counts no more: said of whom it is and what stands under it, as the server sees it now. */
export function BlockDialog({ identity, onClose }: { identity: IdentityDetail; onClose: (done: boolean) => void }) {
  const t = useStrings(strings), name = useTypeName();
  const look = useSend('blockIdentity'), block = useSend('blockIdentity', touched);
  const id = `~${identity.subject}`, mutate = look.mutate, d = look.data;
  useEffect(() => { mutate({ id, blocked: true, dry_run: true }); }, [id, mutate]);
  return (
    <ConfirmReach open danger title={t('blockTitle', { what: `${name(identity.type)} ${identity.value}` })} confirm={t('blockDo')} busy={block.isPending} error={block.error ?? look.error} blocked={!d?.changes}
      consequences={d ? d.changes ? [
        d.others > 0 ? t('blockOf', { who: d.person, n: d.others }) : t('blockAlone', { who: d.person }),
        identity.events > 0 ? t.node('blockEvents', { n: identity.events, last: <Time key="t" v={identity.last_seen} as="relative" /> }) : t('blockNoEvents'),
        t('blockNow'), t('blockStays'), t('blockUndo')] : [t('isSo')] : [t('counting')]}
      onConfirm={() => block.mutate({ id, blocked: true }, { onSuccess: () => onClose(true) })} onCancel={() => onClose(false)} />
  );
}

/** A person merges no more: with whom that would have been is nobody's to know, so what they are now is said. */
export function FreezeDialog({ id, onClose }: { id: string; onClose: (done: boolean) => void }) {
  const t = useStrings(strings);
  const look = useSend('freezePerson'), freeze = useSend('freezePerson', touched);
  const mutate = look.mutate, d = look.data;
  useEffect(() => { mutate({ id, frozen: true, dry_run: true }); }, [id, mutate]);
  return (
    <ConfirmReach open title={t('freezeTitle')} confirm={t('freeze')} busy={freeze.isPending} error={freeze.error ?? look.error} blocked={!d?.changes}
      consequences={d ? d.changes ? [
        d.identity ? t.node('freezeOf', { who: <IdentityText key="w" of={d.identity} />, n: d.others }) : d.person,
        t('freezeMerge'), t('freezeEvents'), t('freezeUndo')] : [t('isSo')] : [t('counting')]}
      onConfirm={() => freeze.mutate({ id, frozen: true }, { onSuccess: () => onClose(true) })} onCancel={() => onClose(false)} />
  );
}
