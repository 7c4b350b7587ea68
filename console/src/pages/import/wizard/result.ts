/* What an import job says it did (job.result), read with care: of a job that failed early there is none. */
export interface Result { run: string; source: string; read: number; imported: number; duplicate: number; rejected: number; people: number; events: number; keptAsText: number; scattered: number }

export function readResult(r: Record<string, unknown> | null): Result | null {
  if (!r || typeof r.read !== 'number') return null;
  const n = (k: string): number => (typeof r[k] === 'number' ? r[k] : 0);
  const s = (k: string): string => (typeof r[k] === 'string' ? r[k] : '');
  return { run: s('import'), source: s('source'), read: n('read'), imported: n('imported'), duplicate: n('duplicate'), rejected: n('rejected'), people: n('people'), events: n('events'), keptAsText: n('kept_as_text'), scattered: n('scattered_orders') };
}
