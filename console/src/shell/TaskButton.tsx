import { UnorderedListOutlined } from '@/theme/icons';
import { Button, Tooltip } from 'antd';
import { useApi } from '@/api/hooks';
import { useStrings } from '@/i18n/lang';
import { strings } from './strings';
import { showPanel } from './ui';

/** Opens the task centre; says how many tasks run. */
export function TaskButton() {
  const t = useStrings(strings);
  const jobs = useApi('listJobs', { limit: 20 }, { fresh: 60_000 });
  const n = jobs.data?.items.filter((j) => j.status === 'running' || j.status === 'queued').length ?? 0;
  const label = n > 0 ? t('tasksRunning', { n }) : t('tasks');
  return (
    <Tooltip title={label}>
      <Button type="text" className="task-button" aria-label={label} icon={<UnorderedListOutlined />} onClick={() => showPanel('tasks')}>{n > 0 && <span className="task-count num" aria-hidden="true">{n}</span>}</Button>
    </Tooltip>
  );
}
