import { Input, Modal } from 'antd';
import { useEffect, useId, useState } from 'react';
import { useApi } from '@/api/hooks';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { common } from '@/i18n/strings';
import { useHeld } from '@/parts/leave/useHeld';
import type { ConfirmReachProps } from './ConfirmReach';
import { Problem } from './Problem';
import { strings } from './strings';
import './ConfirmReach.css';

export default function ConfirmReachBody({ open, title, consequences = [], expression, reach, confirm, danger, busy, field: own, holds, blocked, error, onConfirm, onCancel }: ConfirmReachProps) {
  const t = useStrings(strings), c = useStrings(common), f = useFormat();
  const field = useId(), held = useHeld(open ? holds : undefined, busy);
  const [typed, setTyped] = useState('');
  useEffect(() => { if (open) setTyped(''); }, [open]);
  const counted = useApi('countPeople', { expression: expression ?? '' }, { enabled: open && expression !== undefined, fresh: 0, live: false, keep: false });
  const known = reach ?? (counted.data ? { people: counted.data.people, everyone: counted.data.everyone } : null);
  const waiting = expression !== undefined && !known;
  const large = known !== null && (known.people > 100_000 || (known.everyone > 0 && known.people / known.everyone > 0.2));
  const ready = !waiting && !blocked && (!large || typed.replace(/[\s,，]/g, '') === String(known?.people));
  return (
    <Modal open={open} title={title} onCancel={() => held.ask(onCancel)} onOk={onConfirm} okText={confirm} cancelText={c('cancel')} destroyOnHidden
      afterOpenChange={(shown) => { if (shown) document.getElementById(field)?.focus(); }}
      okButtonProps={{ danger: danger ?? false, disabled: !ready, loading: busy ?? false, autoFocus: !large }}>
      <div className="reach">
        {waiting && !counted.isError && <p className="reach-count">{t('counting')}…</p>}
        {known && <p className="reach-count"><strong className="num">{t('reach', { n: known.people })}</strong>{known.everyone > 0 && <span> {t('reachShare', { everyone: f.count(known.everyone), share: f.rate(known.people / known.everyone) })}</span>}</p>}
        {consequences.length > 0 && <ul>{consequences.map((x, i) => <li key={i}>{x}</li>)}</ul>}
        {own}
        {large && known && <label htmlFor={field}>{t('confirmType', { n: f.count(known.people) })}<Input id={field} autoFocus inputMode="numeric" autoComplete="off" value={typed} onChange={(e) => setTyped(e.target.value)} /></label>}
        {counted.isError && <Problem inline error={counted.error} onRetry={() => void counted.refetch()} />}
        {error != null && <Problem inline error={error} />}
      </div>
      {held.dialog}
    </Modal>
  );
}
