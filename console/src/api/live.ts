/* The event stream of a workspace: `fresh` means there are new events, `job` carries a job's new state. */
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { ops, type AnswerOf } from './ops';
import { listen } from './stream';
import type { Job } from './types';

/* While events pour in, answers are asked again at most this often. */
const AGAIN_MS = 15_000;

/* A list of one kind of jobs is told of no other. */
const wants = (args: unknown, job: Job): boolean => {
  const kind = (args as { kind?: string } | undefined)?.kind;
  return kind === undefined || kind === job.kind;
};

/* A list that was asked for before this news may be answered with the state before it, and would stand until somebody asks again. */
function askAgain(client: QueryClient, workspace: string): void {
  void client.invalidateQueries({ queryKey: ['listJobs', workspace], predicate: (q) => q.state.fetchStatus === 'fetching' });
}

export function putJob(client: QueryClient, workspace: string, job: Job): Job | undefined {
  let before: Job | undefined;
  client.setQueriesData<AnswerOf<'listJobs'>>({ queryKey: ['listJobs', workspace], predicate: (q) => !q.queryKey.includes('pages') && wants(q.queryKey[2], job) }, (d) => {
    if (!d) return d;
    before ??= d.items.find((j) => j.id === job.id);
    return { ...d, items: d.items.some((j) => j.id === job.id) ? d.items.map((j) => (j.id === job.id ? job : j)) : [job, ...d.items] };
  });
  client.setQueryData(['getJob', workspace, { id: job.id }], job);
  askAgain(client, workspace);
  return before;
}

export function useLive(workspace: string | null, onFinished: (job: Job) => void): void {
  const client = useQueryClient();
  const finished = useRef(onFinished);
  finished.current = onFinished;
  useEffect(() => {
    if (!workspace) return undefined;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const again = () => {
      timer = undefined;
      last = Date.now();
      void client.invalidateQueries({ predicate: (q) => q.queryKey[1] === workspace && q.meta?.live === true });
    };
    const fresh = () => { timer ??= setTimeout(again, Math.max(0, last + AGAIN_MS - Date.now())); };
    const told = (job: Job) => {
      const before = putJob(client, workspace, job);
      if ((job.status === 'done' || job.status === 'failed') && before && before.status !== job.status) finished.current(job);
    };
    // After a gap anything may have happened; jobs that ended meanwhile are told of now.
    const catchUp = () => {
      void ops.listJobs({ workspace, limit: 20 }).then((d) => { d.items.forEach(told); void client.invalidateQueries({ queryKey: ['listJobs', workspace] }); }, () => undefined);
      fresh();
    };
    let begun = false, gap = false;
    const end = listen(workspace, {
      on: { fresh, job: (data) => told(JSON.parse(data) as Job) },
      state: (s) => {
        if (s !== 'open') { gap ||= begun || s !== 'opening'; return; }
        begun = true;
        if (gap) catchUp();
        gap = false;
      },
    });
    return () => { clearTimeout(timer); end(); };
  }, [workspace, client]);
}
