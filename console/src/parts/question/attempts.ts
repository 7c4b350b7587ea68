import type { PeopleOp } from './CellBody';
import { fields, textOf } from './read';

/** Whether a number counts something else than people (attempts, events, occurrences), so that the list of people may be shorter. */
export function countsAttempts(op: PeopleOp, question: object, cell: object): boolean {
  const q = fields(question), n = fields(cell)?.series;
  if (op === 'attributionPeople') return true;
  // Of all cohorts somebody may be in several.
  if (op === 'retentionPeople') return q?.first === 'each' && fields(cell)?.cohort === undefined;
  if (op === 'trendPeople') return fields(Array.isArray(q?.series) && typeof n === 'number' ? q.series[n - 1] : null)?.measure !== 'people';
  return (op === 'funnelPeople' || op === 'pathsPeople') && (textOf(q?.count, 'people') !== 'people' || fields(q?.by)?.touch === 'each');
}
