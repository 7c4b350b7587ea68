import { Drawer } from 'antd';
import { useApi } from '@/api/hooks';
import { usePhone } from '@/hooks/useMedia';
import { useStrings } from '@/i18n/lang';
import { EmptyState } from '@/parts/feedback/EmptyState';
import { Await } from '@/parts/feedback/Await';
import { JobCard } from './JobCard';
import { strings } from './strings';
import { showPanel } from './ui';
import './Tasks.css';

/** 任务中心: what runs and what ran, live through the event stream. */
export default function Tasks() {
  const t = useStrings(strings);
  const jobs = useApi('listJobs', { limit: 20 }, { fresh: 60_000 });
  return (
    <Drawer open size={usePhone() ? '100%' : 420} title={t('tasks')} onClose={() => showPanel(null)} styles={{ body: { padding: 0 } }}>
      <div className="tasks">
        <Await query={jobs} shape="text">
          {(d) => d.items.length === 0 ? <EmptyState kind="nothing" title={t('tasks')} help={t('noTasks')} /> : (
            <>
              {d.items.some((j) => j.status === 'running' || j.status === 'queued') && <p className="tasks-note">{t('leave')}</p>}
              <ul>{d.items.map((j) => <li key={j.id} data-job={j.id}><JobCard job={j} /></li>)}</ul>
            </>
          )}
        </Await>
      </div>
    </Drawer>
  );
}
