import { QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { putJob } from './live';
import type { AnswerOf } from './ops';
import type { Job } from './types';

type Jobs = AnswerOf<'listJobs'>;
const job = (status: Job['status']) => ({ id: 'j1', kind: 'export', status, files: [] }) as unknown as Job;
const list = (...items: Job[]) => ({ items, next: null }) as unknown as Jobs;
const soon = () => new Promise((r) => setTimeout(r, 5));

test('a list asked for before a job ended does not bring back the state before', async () => {
  const client = new QueryClient();
  const queryKey = ['listJobs', 'main', { limit: 20 }];
  const answers: ((d: Jobs) => void)[] = [];
  const off = new QueryObserver(client, { queryKey, queryFn: () => new Promise<Jobs>((done) => { answers.push(done); }) }).subscribe(() => undefined);
  const shown = () => client.getQueryData<Jobs>(queryKey)?.items[0]?.status;
  answers[0]!(list(job('queued')));
  await soon();
  expect(shown()).toBe('queued');
  void client.invalidateQueries({ queryKey: ['listJobs'] });
  putJob(client, 'main', job('done'));
  await soon();
  answers[1]!(list(job('running')));
  await soon();
  expect(shown()).toBe('done');
  answers[2]!(list(job('done')));
  await soon();
  expect(shown()).toBe('done');
  off();
});
