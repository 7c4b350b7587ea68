import { App } from 'antd';
import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { runOp } from '@/api/hooks';
import type { CouponHeld } from '@/api/types';
import { useWorkspace } from '@/hooks/workspace';
import { useStrings } from '@/i18n/lang';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { strings } from '../strings';

const AT_ONCE = 50; /* of one request */

/** Takes coupons away for good; says first whose they are and which orders lose them. */
export function RevokeDialog({ coupons, onClose, onDone }: { coupons: readonly CouponHeld[]; onClose: () => void; onDone: () => void }) {
  const t = useStrings(strings);
  const { message } = App.useApp();
  const { slug: workspace } = useWorkspace();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<unknown>(null);
  const people = new Set(coupons.flatMap((c) => c.person ?? [])).size, reserved = coupons.filter((c) => c.status === 'reserved').length;
  const submit = async () => {
    setBusy(true);
    setFailed(null);
    try {
      for (let i = 0; i < coupons.length; i += AT_ONCE) await runOp('revokeCoupons', workspace, { coupons: coupons.slice(i, i + AT_ONCE).map((c) => c.id) });
      void message.success(t('revokedNow', { n: coupons.length }));
      onDone();
    } catch (e) { setFailed(e); }
    // Also of what was refused in the middle: what came before is done.
    for (const key of ['listCoupons', 'getCoupon', 'personCoupons', 'getCouponKind', 'listCouponKinds']) void client.invalidateQueries({ queryKey: [key] });
    setBusy(false);
  };
  return (
    <ConfirmReach open title={t('revokeTitle', { n: coupons.length })} confirm={t('revoke')} danger busy={busy} error={failed} onConfirm={() => void submit()} onCancel={onClose}
      {...(people > 0 ? { reach: { people, everyone: 0 } } : {})}
      consequences={[...(people === 0 ? [t('revokeNobody')] : []), t('revoke1'), ...(reserved > 0 ? [t('revoke2', { n: reserved })] : [])]} />
  );
}
