import { Button, Modal } from 'antd';
import type { LoginLink } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { CopyText } from '@/parts/text/CopyText';
import { strings } from '../strings';

/** A login link, shown once; only the button closes it. */
export default function LinkOnce({ link, who, onClose }: { link: LoginLink; who: string; onClose: () => void }) {
  const t = useStrings(strings), f = useFormat();
  const url = `${window.location.origin}/login#token=${link.token}`;
  return (
    <Modal open title={`${t('linkTitle')} · ${who}`} closable={false} mask={{ closable: false }} keyboard={false} footer={<Button type="primary" onClick={onClose}>{t('doneLink')}</Button>}>
      <p>{t('linkOnce', { when: f.dateTime(link.expires_at) })}</p>
      <CopyText block text={url} label={t('linkTitle')} />
    </Modal>
  );
}
