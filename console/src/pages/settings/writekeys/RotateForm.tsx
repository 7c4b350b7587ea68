import { Select } from 'antd';
import { useState } from 'react';
import { useSend } from '@/api/hooks';
import type { WriteKey } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { FormModal } from '@/parts/feedback/FormModal';
import { Field } from '@/parts/fields/Field';
import { Time } from '@/parts/text/Time';
import type { Made } from './KeyForm';
import { strings } from './strings';

const DAYS = [0, 1, 3, 7, 14, 30, 90];

/** What will be valid, and until when, stands here before it is done. */
export default function RotateForm({ of, onDone, onClose }: { of: WriteKey; onDone: (m: Made) => void; onClose: () => void }) {
  const t = useStrings(strings);
  const [days, choose] = useState(7);
  const rotate = useSend('rotateWriteKey', ['listWriteKeys']);
  const end = new Date(Date.now() + days * 86_400_000).toISOString();
  return (
    <FormModal holds={null} title={t('rotateTitle', { title: of.title })} submit={t('rotate')} busy={rotate.isPending} error={rotate.error} onClose={onClose}
      onSubmit={() => rotate.mutate({ id: of.id, overlap_days: days }, { onSuccess: onDone })}>
      <p style={{ margin: 0 }}>{t('rotateHelp')}</p>
      <Field label={t('overlap')}><Select value={days} onChange={choose} options={DAYS.map((n) => ({ value: n, label: n === 0 ? t('overlap0') : t('overlapDays', { n }) }))} style={{ width: 220 }} /></Field>
      <ul className="wkey-consequences">{of.secrets.map((s) => {
        const prefix = <code>{s.prefix}</code>;
        const text = days === 0 ? t.node('oldNow', { prefix }) : s.until !== null && s.until < end ? t.node('oldSooner', { prefix, when: <Time v={s.until} /> }) : t.node('oldUntil', { prefix, when: <Time v={end} /> });
        return <li key={s.prefix + s.created_at}>{text}</li>;
      })}</ul>
    </FormModal>
  );
}
