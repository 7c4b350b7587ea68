import { expect, test } from 'vitest';
import type { Job } from '@/api/types';
import { over, verified } from './result';

const job = (status: Job['status'], result: unknown): Job => ({ status, result }) as unknown as Job;

test('what a look for damage found', () => {
  expect(verified(job('running', null))).toBeNull();
  expect(verified(job('failed', null))).toBeNull();
  const what = { en: 'a', zh: '甲' };
  const r = verified(job('done', { problems: 2, derived: 1, bytes: 10, log_events: 3, rows: 4, findings: [{ what, derived: true, people: { first_subject: 5, last_subject: 9 } }, { what, derived: false, people: null }] }));
  expect(r).toEqual({ problems: 2, derived: 1, bytes: 10, events: 3, rows: 4, findings: [{ what, derived: true, people: { first: 5, last: 9 } }, { what, derived: false, people: null }] });
});

test('an answer of another version is no crash', () => {
  expect(verified(job('done', { findings: 'x' }))).toEqual({ problems: 0, derived: 0, bytes: 0, events: 0, rows: 0, findings: [] });
});

test('running or not', () => {
  expect([undefined, job('queued', null), job('running', null), job('done', null), job('failed', null), job('canceled', null)].map(over)).toEqual([true, false, false, true, true, true]);
});
