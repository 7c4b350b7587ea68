import { Tag } from 'antd';
import type { TaskState } from '@/api/types';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';

const colours: Record<TaskState, string> = { draft: 'default', coming: 'processing', running: 'success', spent: 'warning', ended: 'default', archived: 'default' };

export function State({ state }: { state: TaskState }) {
  const t = useStrings(strings);
  return <Tag variant="filled" color={colours[state]}>{t(state)}</Tag>;
}
