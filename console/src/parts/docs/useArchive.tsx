import { App, Button } from 'antd';
import { useState, type ReactNode } from 'react';
import { isApiError } from '@/api/error';
import { useSend } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { ConfirmReach } from '@/parts/feedback/ConfirmReach';
import { strings } from './strings';

const UNDO_SECONDS = 10;

/** Archives a document after saying what that means; it can be undone for a while. `asks`: what is asked again. */
export function useArchive(kind: string, asks: Parameters<typeof useSend>[1], consequences: string[], then?: () => void): { ask: (of: { slug: string; title: string }) => void; dialog: ReactNode } {
  const t = useStrings(strings);
  const { notification, message } = App.useApp();
  const [of, setOf] = useState<{ slug: string; title: string } | null>(null);
  const away = useSend('archiveDocument', asks), back = useSend('restoreDocument', asks);
  const go = () => of && away.mutate({ kind, slug: of.slug }, {
    onSuccess: () => {
      const key = `${kind}.${of.slug}`;
      setOf(null);
      notification.info({ key, duration: UNDO_SECONDS, showProgress: true, title: t('archived', { title: of.title }), actions: <Button type="primary" size="small" onClick={() => { notification.destroy(key); back.mutate({ kind, slug: of.slug }, { onError: (e: unknown) => void message.error(isApiError(e) ? e.detail : String(e)) }); }}>{t('undo')}</Button> });
      then?.();
    },
  });
  return { ask: setOf, dialog: <ConfirmReach open={of !== null} danger title={t('archiveTitle', { title: of?.title ?? '' })} confirm={t('archive')} busy={away.isPending} error={away.error} consequences={[...consequences, t('archiveUndo')]} onConfirm={go} onCancel={() => { away.reset(); setOf(null); }} /> };
}
