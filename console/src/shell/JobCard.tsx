import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, DownloadOutlined, LoadingOutlined, StopOutlined } from '@/theme/icons';
import { Button, Progress } from 'antd';
import { useSend } from '@/api/hooks';
import { jobFileUrl } from '@/api/ops';
import type { Job } from '@/api/types';
import { useWorkspace } from '@/hooks/workspace';
import { useFormat } from '@/i18n/useFormat';
import { usePick, useStrings } from '@/i18n/lang';
import { Time } from '@/parts/text/Time';
import { strings } from './strings';

const phases = ['waiting', 'importing', 'simulating', 'classifying', 'selecting', 'writing', 'verifying', 'copying', 'checking', 'issuing'] as const;
const icon = { queued: <ClockCircleOutlined />, running: <LoadingOutlined />, done: <CheckCircleFilled />, failed: <CloseCircleFilled />, canceled: <StopOutlined /> };

/** One job: state, progress, files, cancel or run again. Used by the task centre and by pages that start jobs. */
export function JobCard({ job }: { job: Job }) {
  const t = useStrings(strings), pick = usePick(), f = useFormat();
  const { slug } = useWorkspace();
  const cancel = useSend('cancelJob', ['listJobs']), retry = useSend('retryJob', ['listJobs']);
  const phase = phases.find((x) => x === job.phase);
  // What a job that issues or makes coupons gave; how many it left out says why they are fewer than its target.
  const given = job.kind === 'coupons' && job.status === 'done' && typeof job.result?.held_out === 'number' ? (job.result as { issued: number; held_out: number; refused: number }) : null;
  const active = job.status === 'running' || job.status === 'queued';
  return (
    <div className={`job job-${job.status}`}>
      <div className="job-head"><span className="job-icon" aria-hidden="true">{icon[job.status]}</span><strong>{pick(job.title)}</strong><span className="job-status">{t(job.status)}</span></div>
      {active && <Progress percent={Math.round((job.progress ?? 0) * 100)} status={job.status === 'running' ? 'active' : 'normal'} size="small" showInfo={job.progress !== null} aria-label={pick(job.title)} />}
      <div className="job-meta">{active && job.phase ? <span>{phase ? t(phase) : job.phase}</span> : null}<Time v={job.finished_at ?? job.started_at ?? job.created_at} as="relative" /><span>{job.author}</span></div>
      {given && <p className="job-meta">{t('given', { issued: f.count(given.issued), held: f.count(given.held_out), refused: f.count(given.refused) })}</p>}
      {job.problem && <p className="job-problem">{job.problem.detail}{job.problem.hint && <> {job.problem.hint}</>}</p>}
      <div className="job-actions">
        {job.files.map((x) => <Button key={x.name} size="small" icon={<DownloadOutlined />} href={jobFileUrl(slug, job.id, x.name)} download={x.name}>{t('download', { name: x.name })} · {f.bytes(x.bytes)}</Button>)}
        {active && <Button size="small" loading={cancel.isPending} onClick={() => cancel.mutate({ id: job.id })}>{t('cancel')}</Button>}
        {(job.status === 'failed' || job.status === 'canceled') && <Button size="small" loading={retry.isPending} onClick={() => retry.mutate({ id: job.id })}>{t('retry')}</Button>}
      </div>
    </div>
  );
}
