import { App, Button } from 'antd';
import { isApiError } from '@/api/error';
import { useSend } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

const UNDO_SECONDS = 10;
const refresh = ['listResources', 'getDocument', 'documentVersions', 'listEarnRules', 'ledgerTotals'] as const;

/** Archiving a document with a way back, and bringing back an archived one. */
export function useArchive(kind: string) {
  const t = useStrings(strings), { notification, message } = App.useApp();
  const away = useSend('archiveDocument', refresh), back = useSend('restoreDocument', refresh);
  const failed = (e: unknown) => void message.error(isApiError(e) ? e.detail : String(e));
  const restore = (slug: string) => back.mutate({ kind, slug }, { onError: failed, onSuccess: () => void message.success(t('restored')) });
  const archive = (slug: string, name: string, done?: () => void) => away.mutate({ kind, slug }, {
    onSuccess: () => {
      const key = `archived-${kind}-${slug}`;
      notification.info({ key, duration: UNDO_SECONDS, showProgress: true, title: t('archived', { name }), actions: <Button type="primary" size="small" onClick={() => { notification.destroy(key); restore(slug); }}>{t('undo')}</Button> });
      done?.();
    },
  });
  return { archive, restore, archiving: away.isPending, restoring: back.isPending, error: away.error, reset: away.reset };
}
