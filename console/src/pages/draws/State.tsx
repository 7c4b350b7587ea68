import { Tag } from 'antd';
import type { DrawRow } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

const colours: Record<DrawRow['state'], string> = { coming: 'processing', running: 'success', ended: 'default', archived: 'default' };

export function State({ state }: { state: DrawRow['state'] }) {
  const t = useStrings(strings);
  return <Tag variant="filled" color={colours[state]}>{t(state)}</Tag>;
}
