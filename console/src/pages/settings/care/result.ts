/* What jobs of this page leave as their result: objects of any fields to the API, so read with care. */
import type { Job, Title } from '@/api/types';

type Fields = Record<string, unknown>;
const count = (v: unknown): number => (typeof v === 'number' && Number.isFinite(v) ? v : 0);
const fields = (v: unknown): Fields => (typeof v === 'object' && v !== null ? (v as Fields) : {});

export interface Finding { what: Title; derived: boolean; people: { first: number; last: number } | null }
export interface Verified { problems: number; derived: number; bytes: number; events: number; rows: number; findings: Finding[] }

export function verified(job: Job): Verified | null {
  if (job.status !== 'done' || !job.result) return null;
  const r = fields(job.result);
  const list = Array.isArray(r.findings) ? r.findings : [];
  return {
    problems: count(r.problems), derived: count(r.derived), bytes: count(r.bytes), events: count(r.log_events), rows: count(r.rows),
    findings: list.map((x) => {
      const f = fields(x), p = f.people === null || f.people === undefined ? null : fields(f.people);
      return { what: f.what as Title, derived: f.derived === true, people: p && { first: count(p.first_subject), last: count(p.last_subject) } };
    }),
  };
}

export const over = (job: Job | undefined): boolean => !job || (job.status !== 'queued' && job.status !== 'running');
