import { CheckOutlined, CopyOutlined } from '@/theme/icons';
import { App, Button, Tooltip } from 'antd';
import { useState } from 'react';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

/** Copies `text`; an icon, whose name for those who cannot see it says what is copied. */
export function CopyButton({ text, label }: { text: string; label?: string | undefined }) {
  const t = useStrings(strings);
  const { message } = App.useApp();
  const [done, setDone] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone(true);
      setTimeout(() => setDone(false), 1500);
    } catch { message.warning(t('copyFailed')); }
  };
  return (
    <>
      <Tooltip title={done ? t('copied') : t('copy')}>
        <Button type="text" size="small" aria-label={`${t('copy')} ${label ?? ''}`.trim()} icon={done ? <CheckOutlined /> : <CopyOutlined />} onClick={() => void copy()} />
      </Tooltip>
      <span role="status" className="visually-hidden">{done ? t('copied') : ''}</span>
    </>
  );
}
