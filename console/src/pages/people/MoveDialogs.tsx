import { Alert, Button, Checkbox, Input, Modal } from 'antd';
import { useEffect, useState } from 'react';
import { useSend } from '@/api/hooks';
import type { OpName } from '@/api/ops';
import type { IdentityDetail } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { Problem } from '@/parts/feedback/Problem';
import { Field } from '@/parts/fields/Field';
import { useTypeName } from '@/parts/identity/IdentityText';
import { strings } from './identity.strings';
import { MovePreview } from './MovePreview';

/** What shows another answer when identities change hands. */
export const touched: OpName[] = ['getPerson', 'personIdentity', 'personEvents', 'personOrders', 'searchPeople', 'listPeople', 'identityWatch', 'getOverview', 'listSegments'];

export function MergeDialog({ id, onClose }: { id: string; onClose: (done: boolean) => void }) {
  const t = useStrings(strings), c = useStrings(common);
  const [who, setWho] = useState(''), [force, setForce] = useState(false);
  const look = useSend('mergePeople'), merge = useSend('mergePeople', touched);
  const d = look.data, conflicts = (d?.conflicts ?? []).length > 0;
  const other = who.trim();
  const preview = () => { if (other) look.mutate({ id, people: [other], dry_run: true }); };
  const blocked = !d || d.merged === 0 || (conflicts && !force);
  return (
    <Modal open title={t('mergeTitle')} okText={t('mergeDo')} cancelText={c('cancel')} onCancel={() => onClose(false)} confirmLoading={merge.isPending} okButtonProps={{ disabled: blocked }}
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
