import { Button, Modal } from 'antd';
import { useStrings } from '@/i18n/lang';
import { CopyText } from '@/parts/text/CopyText';
import { strings } from '../strings';

/** A new key's secret; only the button closes it. */
export default function SecretOnce({ secret, onClose }: { secret: string; onClose: () => void }) {
  const t = useStrings(strings);
  return (
    <Modal open title={t('secretTitle')} closable={false} mask={{ closable: false }} keyboard={false} footer={<Button type="primary" onClick={onClose}>{t('doneLink')}</Button>}>
      <p>{t('secretOnce')}</p>
      <CopyText block text={secret} label={t('keys')} />
    </Modal>
  );
}
