import { CheckCircleFilled, ClockCircleOutlined, CloseCircleFilled, LoadingOutlined, StopOutlined } from '@/theme/icons';
import { Button, Progress } from 'antd';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { useApi, useSend } from '@/api/hooks';
import { ApiError } from '@/api/error';
import type { Job } from '@/api/types';
import { useFormat } from '@/i18n/useFormat';
import { useStrings } from '@/i18n/lang';
import { Await } from '@/parts/feedback/Await';
import { Problem } from '@/parts/feedback/Problem';
import { Card } from '@/parts/page/Card';
import { Counts } from '../Counts';
import { Rejects, RejectsDownload } from '../Rejects';
import { readResult } from './result';
import { strings } from './strings';
import './RunStep.css';

/* The event stream brings progress; should it be cut, this asks. */
const ASK_MS = 3000;
const icon = { queued: <ClockCircleOutlined />, running: <LoadingOutlined />, done: <CheckCircleFilled />, failed: <CloseCircleFilled />, canceled: <StopOutlined /> };

function useNow(on: boolean): number {
  const [now, set] = useState(Date.now);
  useEffect(() => {
    if (!on) return undefined;
    const timer = setInterval(() => set(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [on]);
  return now;
}

function Going({ job }: { job: Job }) {
  const t = useStrings(strings), f = useFormat();
  const now = useNow(job.status === 'running');
  const cancel = useSend('cancelJob', ['getJob', 'listJobs']);
  const spent = job.started_at ? Math.max(0, (now - Date.parse(job.started_at)) / 1000) : 0, share = job.progress ?? 0;
  return (
    <>
      <Progress percent={Math.floor(share * 100)} status={job.status === 'running' ? 'active' : 'normal'} showInfo={job.progress !== null} aria-label={t(job.status)} />
      <p className="runstep-time num">{job.status === 'running' && spent >= 2 && <>{t('elapsed', { s: f.seconds(spent) })}{share > 0.02 && ` · ${t('remaining', { s: f.seconds((spent / share) * (1 - share)) })}`}</>}</p>
      <p className="runstep-leave">{t('leave')}</p>
      <div className="form-row"><Button loading={cancel.isPending} onClick={() => cancel.mutate({ id: job.id })}>{t('cancel')}</Button></div>
      {cancel.isError && <Problem inline error={cancel.error} />}
    </>
  );
}

function Ended({ job, onJob, nextFile }: { job: Job; onJob: (id: string) => void; nextFile: { id: string; name: string } | null }) {
  const t = useStrings(strings);
  const retry = useSend('retryJob', ['listJobs', 'listImports']);
  const r = readResult(job.result);
  const again = () => retry.mutate({ id: job.id }, { onSuccess: (j) => onJob(j.id) });
  return (
    <>
      {job.problem && <Problem inline error={new ApiError(job.problem.status, job.problem)} />}
      {r && <>
        <Counts {...r} />
        <p className="runstep-wrote num">{t('wrotePeople', { n: r.people })} · {t('wroteEvents', { n: r.events })}</p>
        {r.keptAsText > 0 && <p className="runstep-note">{t('keptAsText', { n: r.keptAsText })}</p>}
        {r.scattered > 0 && <p className="runstep-note">{t('scattered', { n: r.scattered })}</p>}
      </>}
      {job.status !== 'done' && <p className="runstep-note">{t('canceledKept')}</p>}
      {retry.isError && <Problem inline error={retry.error} />}
      <div className="form-row">
        {job.status !== 'done' && <Button type="primary" loading={retry.isPending} onClick={again}>{t(job.status === 'canceled' ? 'goOn' : 'tryAgain')}</Button>}
        {nextFile && <Link href={`/import/${nextFile.id}`}><Button type={job.status === 'done' ? 'primary' : 'default'}>{t('nextFile', { file: nextFile.name })}</Button></Link>}
        {job.status === 'done' && <>
          <Link href="/"><Button type={nextFile ? 'default' : 'primary'}>{t('toOverview')}</Button></Link>
          <Link href="/data"><Button>{t('toData')}</Button></Link>
          <Link href="/people"><Button>{t('toPeople')}</Button></Link>
        </>}
        <Link href="/import"><Button>{t(nextFile ? 'toImports' : 'another')}</Button></Link>
      </div>
    </>
  );
}

/** Step 5: the import as a job; afterwards counts that add up. */
export function RunStep({ id, onJob, nextFile }: { id: string; onJob: (id: string) => void; nextFile: { id: string; name: string } | null }) {
  const t = useStrings(strings);
  const q = useApi('getJob', { id }, { fresh: 60_000, keep: false });
  const job = q.data, active = job?.status === 'queued' || job?.status === 'running';
  const { refetch } = q;
  useEffect(() => {
    if (!active) return undefined;
    const timer = setInterval(() => void refetch(), ASK_MS);
    return () => clearInterval(timer);
  }, [active, refetch]);
  return (
    <Await query={q} shape="text">
      {(j) => {
        const r = readResult(j.result), over = j.status === 'done' || j.status === 'failed' || j.status === 'canceled';
        const head = j.status === 'done' && r && r.imported === 0 && r.duplicate > 0 ? t('allDuplicate') : t(j.status);
        return (
          <div className="runstep">
            <Card>
              <div className="runstep-body">
                <div role="status"><h2 className={`runstep-head runstep-${j.status}`}><span aria-hidden="true">{icon[j.status]}</span>{head}</h2></div>
                {over ? <Ended job={j} onJob={onJob} nextFile={nextFile} /> : <Going job={j} />}
              </div>
            </Card>
            {over && r && r.rejected > 0 && r.run && (
              <Card title={t('rejects')} flush extra={j.files.some((x) => x.name === 'rejects.csv') && <RejectsDownload job={j.id} />}><Rejects run={r.run} maxHeight={520} /></Card>
            )}
          </div>
        );
      }}
    </Await>
  );
}
