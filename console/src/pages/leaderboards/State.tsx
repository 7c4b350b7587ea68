import { Tag } from 'antd';
import type { BoardRow } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

const colours: Record<BoardRow['state'], string> = { draft: 'default', coming: 'processing', running: 'success', settling: 'warning', settled: 'default', archived: 'default' };

export function State({ state }: { state: BoardRow['state'] }) {
  const t = useStrings(strings);
  return <Tag variant="filled" color={colours[state]}>{t(state)}</Tag>;
}
