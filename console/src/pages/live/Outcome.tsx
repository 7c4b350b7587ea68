import { Tag } from 'antd';
import type { LiveMessage } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

const colours = { taken: 'success', rejected: 'warning', refused: 'error' } as const;

export function Outcome({ of }: { of: LiveMessage['outcome'] }) {
  const t = useStrings(strings);
  return <Tag color={colours[of]} style={{ marginInlineEnd: 0 }}>{t(of)}</Tag>;
}
