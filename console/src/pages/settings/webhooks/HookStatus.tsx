import { Tag } from 'antd';
import type { Webhook } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

const colors: Record<Webhook['status'], string> = { off: 'default', secret: 'warning', fine: 'success', trying: 'warning', broken: 'error', crowded: 'error' };

export function HookStatus({ of }: { of: Webhook }) {
  const t = useStrings(strings);
  return <Tag color={colors[of.status]}>{t(of.status)}</Tag>;
}
