import { Button, Modal } from 'antd';
import { Link } from 'wouter';
import type { WriteKey } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { CopyText } from '@/parts/text/CopyText';
import { Time } from '@/parts/text/Time';
import type { Made } from './KeyForm';
import { strings } from './strings';

/** Which secrets work besides the newest, and until when. */
export function OldSecrets({ of }: { of: WriteKey }) {
  const t = useStrings(strings);
  const old = of.secrets.filter((s) => s.until !== null);
  return old.length === 0 ? null : <ul className="wkey-consequences">{old.map((s) => <li key={s.prefix + s.created_at}>{t.node('oldUntil', { prefix: <code>{s.prefix}</code>, when: <Time v={s.until} /> })}</li>)}</ul>;
}

/** The secret of a new or rotated key. That of a server key is seen here and never again, so only the button closes it. */
export default function MadeModal({ made, rotated, onClose }: { made: Made; rotated: boolean; onClose: () => void }) {
  const t = useStrings(strings), secret = made.key.kind === 'server';
  return (
    <Modal open title={t(rotated ? 'rotatedTitle' : 'madeTitle')} closable={!secret} keyboard={!secret} mask={{ closable: !secret }} onCancel={onClose}
      footer={<div className="wkey-foot">{!secret && <Link href={`/live?key=${encodeURIComponent(made.key.id)}`}><Button>{t('toLive')}</Button></Link>}<Button type="primary" onClick={onClose}>{t(secret ? 'done' : 'close')}</Button></div>}>
      <p>{t(secret ? 'once' : 'again')}</p>
      <CopyText block text={made.secret} label={t('secret')} />
      {rotated && <OldSecrets of={made.key} />}
    </Modal>
  );
}
