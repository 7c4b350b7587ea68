import { App, Button } from 'antd';
import { isApiError } from '@/api/error';
import { useSend } from '@/api/hooks';
import type { CouponKind } from '@/api/types';
import { usePick, useStrings } from '@/i18n/lang';
import { strings } from './strings';

type Named = Pick<CouponKind, 'slug' | 'title'>;
const UNDO_SECONDS = 10;
const refresh = ['listCouponKinds', 'getCouponKind', 'getDocument'] as const;

/** Archiving can be undone for ten seconds, and later restored (rule 19); coupons that people have stay. */
export function useArchive() {
  const t = useStrings(strings), pick = usePick();
  const { notification, message } = App.useApp();
  const away = useSend('archiveDocument', refresh), back = useSend('restoreDocument', refresh);
  const name = (k: Named) => pick(k.title) || k.slug;
  const failed = (e: unknown) => void message.error(isApiError(e) ? e.detail : String(e));
  const restore = (k: Named) => back.mutate({ kind: 'coupon', slug: k.slug }, { onSuccess: () => void message.success(t('restoredNow', { title: name(k) })), onError: failed });
  const archive = (k: Named) => away.mutate({ kind: 'coupon', slug: k.slug }, {
    onError: failed,
    onSuccess: () => notification.info({ key: `coupon-${k.slug}`, duration: UNDO_SECONDS, showProgress: true, pauseOnHover: true, title: t('archivedNow', { title: name(k) }), description: t('archivedHelp'), actions: <Button type="primary" size="small" onClick={() => { notification.destroy(`coupon-${k.slug}`); restore(k); }}>{t('undo')}</Button> }),
  });
  return { archive, restore };
}
